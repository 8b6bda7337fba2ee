import { readFileSync } from 'node:fs'

/** The limits that the gateway and every subgraph keep alike (schema/graph/limits.json). */
export interface Limits {
  readonly depth: number
  readonly aliases: number
  readonly tokens: number
  readonly directives: number
  /** Most list items that a document may ask for: page and list sizes multiply. */
  readonly cost: number
  readonly page: number
  readonly bodyBytes: number
  readonly representations: number
  readonly timeMs: number
  /** Items to expect of a list that has no `first`: `Type.field` → size. */
  readonly listSizes: Readonly<Record<string, number>>
}

/** Reads the limits from their file. */
export function readLimits(file: string): Limits {
  const read = JSON.parse(readFileSync(file, 'utf8')) as Limits
  for (const name of ['depth', 'aliases', 'tokens', 'directives', 'cost', 'page', 'bodyBytes', 'representations', 'timeMs'] as const) {
    if (!Number.isSafeInteger(read[name]) || read[name] < 1) throw new Error(`limits: ${name} is missing or wrong`)
  }
  return read
}
