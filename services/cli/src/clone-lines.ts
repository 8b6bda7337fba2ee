import { readFileSync, writeFileSync } from 'node:fs'

/** Changes a text into the newcomer's. */
export type Rename = (text: string) => string

/** Puts beside every line, or list item, of a file that names the sister one that names the newcomer. */
export function cloneLines(file: string, marker: string, rename: Rename): void {
  const lines = readFileSync(file, 'utf8').split('\n')
  writeFileSync(file, lines.flatMap(line => (line.includes(marker) ? [line, rename(line)] : [line])).join('\n'))
}

/** Puts the newcomer's item after the sister's in a list that stands on one line. */
export function cloneItem(file: string, item: string, rename: Rename): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replaceAll(`'${item}',`, `'${item}', '${rename(item)}',`))
}

/** Puts after every part of a file that names the sister one that names the newcomer; `between` parts them. */
export function cloneParts(file: string, marker: string, between: string, rename: Rename): void {
  const parts = readFileSync(file, 'utf8').trimEnd().split(between)
  writeFileSync(file, `${parts.flatMap(part => (part.includes(marker) ? [part, rename(part)] : [part])).join(between)}\n`)
}
