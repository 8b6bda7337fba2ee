import { type RawBuilder, sql } from 'kysely'
import { type Fields, type Json, jsonInstant, jsonObject } from './json-sql.ts'
import type { Selected } from './selection.ts'

/** Names of a slice's tables, as constants of the code. */
export interface EvidencePlace {
  /** The evidence table of the slice: `list_evidence`. */
  readonly table: string
  /** The alias of the item's row, which has `province`, `record_id` and `version`. */
  readonly row: string
}

/** One column of the evidence row of an item's version; null where it has none. */
export function evidenceColumn({ table, row }: EvidencePlace, column: (evidence: string) => RawBuilder<unknown>): Json {
  return sql`(select ${column('v')} from ${sql.table(table)} v where v.province = ${sql.ref(`${row}.province`)} and v.record_id = ${sql.ref(`${row}.record_id`)} and v.version = ${sql.ref(`${row}.version`)})`
}

/** Provenance of an item: what its own row tells (`own`), and the times and hash of its evidence. */
export function jsonProvenance(selected: readonly Selected[], place: EvidencePlace, own: Pick<Fields, 'authority' | 'document' | 'decidedAt'>): Json {
  const column = (name: string) => sql.ref(`${place.row}.${name}`)
  return jsonObject(selected, {
    sourceUnit: () => column('unit'),
    reportedBy: () => column('reported_by'),
    receivedAt: () => jsonInstant(column('recorded_at')),
    publishedAt: () => evidenceColumn(place, v => jsonInstant(sql.ref(`${v}.published_at`))),
    recordHash: () => evidenceColumn(place, v => sql.ref(`${v}.record_hash`)),
    ...own,
  })
}

/** What took the row `row` out of effect, as its column `repair` holds it; null where nothing did. */
export function jsonRepair(selected: readonly Selected[], row: string): Json {
  const repair = sql.ref(`${row}.repair`)
  const member = (name: string) => (): Json => sql`${repair} ->> ${sql.lit(name)}`
  const fields = Object.fromEntries(['effect', 'on', 'unit', 'annotation', 'ruleSet', 'article'].map(name => [name, member(name)]))
  return sql`case when ${repair} is not null then ${jsonObject(selected, fields)} end`
}

/** What an offline proof is made of, or null. `withheld` says in SQL whether the record's content must stay here; the resolver then gives only its leaf. */
export function jsonProof(place: EvidencePlace, withheld: RawBuilder<boolean>): Json {
  return evidenceColumn(place, v => {
    const column = (name: string) => sql.ref(`${v}.${name}`)
    return sql`json_build_object('withheld', ${withheld}, 'topic', ${column('topic')}, 'partition', ${column('partition')}, 'offset', ${column('kafka_offset')}, 'key', ${column('key')},
      'headers', ${column('headers')}, 'seal', ${column('seal')}, 'path', ${column('path')}, 'value', ${column('value')})`
  })
}
