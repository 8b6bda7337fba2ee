import type { CsvDataset } from './reader-parts.ts'

const plain = (header: string): string => header.normalize('NFKC').replace(/[\s\u200B-\u200D\u2060\uFEFF]/gu, '')

/** The dataset's own name of each column of a file, in the file's order; null where a header is unknown or doubled, or a required one is missing. */
export function matchHeader(header: readonly string[], dataset: CsvDataset): string[] | null {
  const known = new Map([...dataset.required, ...dataset.optional].map(name => [plain(name), name]))
  const names = header.map(text => known.get(plain(text)))
  const found = new Set(names)
  if (found.has(undefined) || found.size < names.length || dataset.required.some(name => !found.has(name))) return null
  return names as string[]
}
