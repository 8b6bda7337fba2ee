import { readFileSync } from 'node:fs'

/** Something that a person has to mend: said in one line, and the command ends with 1. */
export class Missing extends Error {
  override name = 'Missing'
}

/** A file's text; where there is none, what to do about it. */
export function textOf(file: string, mend: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'There is no' : 'Cannot read'
    throw new Missing(`${why} ${file}: ${mend}`)
  }
}

/** A file's JSON; where it is none, what to do about it. */
export function jsonOf<T>(file: string, mend: string): T {
  const text = textOf(file, mend)
  try {
    return JSON.parse(text) as T
  } catch {
    throw new Missing(`${file} is not JSON: ${mend}`)
  }
}
