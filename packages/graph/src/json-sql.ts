import { type Expression, type RawBuilder, sql } from 'kysely'
import type { Selected } from './selection.ts'

/** A SQL expression that yields JSON. */
export type Json = RawBuilder<unknown>

/** How each field of a type is answered in SQL; a field that is missing is answered by its resolver alone. */
export type Fields = Readonly<Record<string, (selected: Selected) => Json | Expression<unknown>>>

const NAME = /^[_A-Za-z][_0-9A-Za-z]*$/
const MOST_PAIRS = 50

const keyText = (key: string): RawBuilder<string> => {
  if (!NAME.test(key)) throw new Error('a response key must be a GraphQL name')
  return sql.lit(key)
}

/** A JSON object with one member for each selected field that `fields` knows, under its response key. Keys are part of the statement's text (they are its shape), values are bound. */
export function jsonObject(selected: readonly Selected[], fields: Fields): Json {
  const members = selected.flatMap(field => (Object.hasOwn(fields, field.name) ? [[keyText(field.key), fields[field.name]!(field)] as const] : []))
  if (members.length <= MOST_PAIRS) return sql`json_build_object(${sql.join(members.flatMap(([key, value]) => [key, value]))})`
  const chunks: Json[] = []
  for (let from = 0; from < members.length; from += MOST_PAIRS) chunks.push(sql`jsonb_build_object(${sql.join(members.slice(from, from + MOST_PAIRS).flat())})`)
  return sql`(${sql.join(chunks, sql` || `)})`
}

/** A JSON array of `element` over the rows of `from` (a FROM clause and what follows it), in the order `by`; empty rather than null. */
export function jsonArray(element: Json, from: RawBuilder<unknown>, by: RawBuilder<unknown>): Json {
  return sql`(select coalesce(json_agg(${element} order by ${by}), '[]'::json) from ${from})`
}

/** Counts from rows that carry `effective`, `repaired` and `ended`; the total is their sum. `having` makes one row of them also where nothing is summed up. */
export function jsonCounts(selected: readonly Selected[], from: RawBuilder<unknown>): Json {
  const sum = (expression: RawBuilder<unknown>): Json => sql`coalesce(sum(${expression}), 0)`
  return sql`(select ${jsonObject(selected, {
    total: () => sum(sql`effective + repaired + ended`),
    effective: () => sum(sql`effective`),
    repaired: () => sum(sql`repaired`),
    ended: () => sum(sql`ended`),
  })} from ${from} having true)`
}

/** Counts of one row's own columns. */
export function jsonOwnCounts(selected: readonly Selected[], row: string): Json {
  const of = sql.ref(row)
  return jsonObject(selected, {
    total: () => sql`${of}.effective + ${of}.repaired + ${of}.ended`,
    effective: () => sql`${of}.effective`,
    repaired: () => sql`${of}.repaired`,
    ended: () => sql`${of}.ended`,
  })
}

/** A timestamptz as an instant in UTC with milliseconds: 2026-11-23T01:02:03.004Z. */
export const jsonInstant = (value: Expression<unknown>): Json => sql`to_char(${value} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
