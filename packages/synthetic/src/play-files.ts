import { copyFile, readdir, rename } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { DropFolder } from './drop-folder.ts'
import type { Random } from './random.ts'

/** The numbers of a drop folder's streams, as they stand in its files. */
export interface FileNumbers {
  /** Takes the next number of a stream: one above the highest that lies in the folder or was done. */
  next(stream: string): number
}

/** Reads the numbers that a folder's streams have reached. `parse` tells a name's stream and number. */
export async function readFileNumbers(folder: DropFolder, parse: (name: string) => { stream: string; n: number } | null): Promise<FileNumbers> {
  const highest = new Map<string, number>()
  const folders = [folder.path, join(folder.path, 'done')]
  for (const path of folders) {
    for (const name of await readdir(path).catch(() => [])) {
      const found = parse(name)
      if (found) highest.set(found.stream, Math.max(highest.get(found.stream) ?? 0, found.n))
    }
  }
  return {
    next: stream => {
      const n = (highest.get(stream) ?? 0) + 1
      highest.set(stream, n)
      return n
    },
  }
}

/** Drops a file that lies in the folder or was done once more, unchanged; false where it is nowhere. */
export async function dropAgain(folder: DropFolder, names: readonly string[]): Promise<boolean> {
  for (const name of names) {
    const from = [join(folder.path, 'done', name), join(folder.path, name)].find(path => existsSync(path))
    if (!from) return false
    const hidden = join(folder.path, '.writing', `again-${name}`)
    await copyFile(from, hidden)
    await rename(hidden, join(folder.path, name))
  }
  return true
}

/** The name of some file that was dropped and is done, so that its number is used; null where the one picked is not. */
export function usedName(sent: readonly string[], folder: DropFolder, extension: string, random: Random): string | null {
  const name = sent.length === 0 ? null : `${random.pick(sent)}${extension}`
  return name && existsSync(join(folder.path, 'done', name)) ? name : null
}
