import { type RawBuilder, sql } from 'kysely'
import { type Fields, type Json, jsonObject } from './json-sql.ts'
import { refuse } from './refusal.ts'
import type { Selected } from './selection.ts'

/** Items on a page where `first` is not given, and the most there may be. */
export const PAGE = { default: 10, most: 100 } as const

/** A page asked for: how many, and the key of the item it starts after. */
export interface Page {
  readonly first: number
  readonly after: readonly (string | null)[] | null
}

/** An opaque cursor: names its order, so that a cursor of another list is refused. */
export function writeCursor(order: string, key: readonly (string | null)[]): string {
  return Buffer.from(JSON.stringify([order, ...key])).toString('base64url')
}

const badCursor = () => refuse('BAD_CURSOR', 'The cursor is not one of this list: use an endCursor of the same field.')

/** Reads a cursor of the order `order` with `parts` key parts. Throws BAD_CURSOR for any other. */
export function readCursor(order: string, parts: number, cursor: string): (string | null)[] {
  if (cursor.length > 400 || !/^[A-Za-z0-9_-]+$/.test(cursor)) throw badCursor()
  let read: unknown
  try {
    read = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw badCursor()
  }
  if (!Array.isArray(read) || read.length !== parts + 1 || read[0] !== order) throw badCursor()
  const key = read.slice(1) as unknown[]
  if (!key.every(part => part === null || (typeof part === 'string' && !part.includes('\0')))) throw badCursor()
  return key as (string | null)[]
}

/** Reads `first` and `after` of a connection field. Throws PAGE_TOO_LARGE or BAD_CURSOR. */
export function pageOf(selected: Selected, order: string, parts = 1): Page {
  const { first, after } = selected.args as { first?: number | null; after?: string | null }
  const size = first ?? PAGE.default
  if (size < 0 || size > PAGE.most) throw refuse('PAGE_TOO_LARGE', `first is 0 to ${PAGE.most}.`, { limit: PAGE.most })
  return { first: size, after: after == null ? null : readCursor(order, parts, after) }
}

/** How a connection is answered. */
export interface ConnectionParts {
  readonly selected: Selected
  readonly page: Page
  /** The alias under which `node` sees a row. */
  readonly row: string
  /** A query that yields the rows' columns and their key as `_key` (an array), ordered and cut to `limit`. */
  readonly rows: (limit: RawBuilder<number>) => RawBuilder<unknown>
  readonly node: (selected: readonly Selected[]) => Json
  /** Fields of an edge beside `node` and `cursor`. */
  readonly edge?: Fields
  /** From a rollup; null where no rollup knows. */
  readonly totalCount: Json | null
}

/** A Relay connection by keyset as one JSON expression. Cursors leave SQL as raw keys (arrays) and become opaque in the resolver. */
export function jsonConnection({ selected, page, row, rows, node, edge = {}, totalCount }: ConnectionParts): Json {
  const place = sql.ref(`${row}._place`)
  const key = sql.ref(`${row}._key`)
  const inPage = sql`${place} <= ${page.first}::int`
  const list = (element: Json): Json => sql`coalesce(json_agg(${element} order by ${place}) filter (where ${inPage}), '[]'::json)`
  const body = jsonObject(selected.children, {
    edges: edges => list(jsonObject(edges.children, { cursor: () => sql`to_json(${key})`, node: inner => node(inner.children), ...edge })),
    nodes: nodes => list(node(nodes.children)),
    totalCount: () => totalCount ?? sql`null::int`,
    pageInfo: info =>
      jsonObject(info.children, {
        hasNextPage: () => sql`count(*) > ${page.first}::int`,
        hasPreviousPage: () => sql`${page.after !== null}::boolean`,
        startCursor: () => sql`(json_agg(${key} order by ${place}) filter (where ${inPage})) -> 0`,
        endCursor: () => sql`(json_agg(${key} order by ${place} desc) filter (where ${inPage})) -> 0`,
      }),
  })
  if (selected.children.every(field => field.name === 'totalCount')) return body
  return sql`(select ${body} from (select _r.*, row_number() over () as _place from (${rows(sql<number>`${page.first + 1}::int`)}) _r) ${sql.ref(row)} having true)`
}
