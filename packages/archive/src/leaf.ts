import { nameShown } from '@delta/access'
import { type Fields, jsonObject, jsonProof, jsonProvenance, jsonRepair, type Json, type Selected } from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { type RawBuilder, sql } from 'kysely'

const place = { table: 'archive_evidence', row: 'i' } as const

/** Which indicators hold a person's name in their value, and which a table of persons: both are masked. */
export interface PersonIndicators {
  readonly names: readonly string[]
  readonly tables: readonly string[]
}

/** Reads them from the catalogue: 法定代表人 (party), 股东 and 主要人员 (table), and a natural person's own name. */
export function personIndicators(catalogue: Catalogue): PersonIndicators {
  const all = catalogue.indicators()
  return {
    names: all.filter(one => one.valueType === 'party' || (one.kind === 'NAT' && one.name === '姓名')).map(one => one.code),
    tables: all.filter(one => one.valueType === 'table').map(one => one.code),
  }
}

/** What a leaf is shown with: how persons are masked, and how its subject is answered. */
export interface LeafScope {
  readonly persons: PersonIndicators
  /** Ids of persons whose own fields are shown clear. */
  readonly clear: readonly string[]
  readonly subject: (selected: readonly Selected[], id: RawBuilder<unknown>) => Json
}

const documentFields = (column: 'licence' | 'penalty', hidden: RawBuilder<boolean>): Fields => {
  const text = (name: string): Json => sql`${sql.ref(`i.${column}`)} ->> ${sql.lit(name)}`
  const list = (name: string): Json => sql`coalesce(${sql.ref(`i.${column}`)} -> ${sql.lit(name)}, '[]'::jsonb)`
  const free = (name: string): Json => sql`case when not ${hidden} then ${text(name)} end`
  const plain = ['docNo', 'title', 'number', 'decisionDate', 'validFrom', 'validTo', 'authority', 'fineYuan', 'confiscatedYuan', 'publicUntil', 'severity']
  return {
    ...Object.fromEntries(plain.map(name => [name, () => text(name)])),
    kind: () => list('kind'),
    kinds: () => list('kinds'),
    content: () => free('content'),
    violation: () => free('violation'),
    status: () => sql`i.status`,
  }
}

/** An archive item (row `i` of archive_item) as JSON. What names a person is masked or withheld, but for the subjects in `clear`. */
export function itemJson(selected: readonly Selected[], { persons, clear, subject }: LeafScope): Json {
  const person = sql<boolean>`(i.subject_id like 'NP:%' and not i.subject_id = any(${clear}::text[]))`
  const namesPerson = sql<boolean>`(i.indicator = any(${persons.names}::text[]) and not i.subject_id = any(${clear}::text[]))`
  const hasTable = sql<boolean>`i.indicator = any(${persons.tables}::text[])`
  const document =
    (column: 'licence' | 'penalty') =>
    ({ children }: Selected): Json =>
      sql`case when ${sql.ref(`i.${column}`)} is not null then ${jsonObject(children, documentFields(column, person))} end`
  const told = () => sql`json_build_array(i.indicator, i.value, i.arose)`
  return jsonObject(selected, {
    id: () => sql`i.record_id`,
    indicator: () => sql`i.indicator`,
    category: () => sql`i.category`,
    province: () => sql`i.province`,
    unit: () => sql`i.unit`,
    unitBasis: () => sql`i.unit_basis`,
    subject: ({ children }) => subject(children, sql`i.subject_id`),
    authority: () => sql`i.authority`,
    value: () => sql`case when ${hasTable} then null when ${namesPerson} then left(i.value, 1) || '*' else i.value end`,
    businessNo: () => sql`i.business_no`,
    arose: () => sql`i.arose`,
    until: () => sql`i.valid_to`,
    status: () => sql`i.status`,
    licence: document('licence'),
    penalty: document('penalty'),
    repair: ({ children }) => jsonRepair(children, 'i'),
    commitment: told,
    evaluation: told,
    warnings: () => sql`to_json(i.warnings)`,
    provenance: ({ children }) =>
      jsonProvenance(children, place, {
        authority: () => sql`i.authority`,
        document: () => sql`i.document_no`,
        decidedAt: () => sql`coalesce(i.decided_on, i.arose)`,
      }),
    proof: () => jsonProof(place, sql<boolean>`(${person} or ${namesPerson} or ${hasTable})`),
  })
}

/** The id of the subject whose 统一社会信用代码 holds an organisation code in its positions 9–17, null where the region knows none. */
export const successorOf = (orgCode: RawBuilder<unknown>): RawBuilder<string | null> =>
  sql`(select j.id from subject j where j.org_code = ${orgCode} and length(j.id) = 18 order by j.id limit 1)`

/** Fields of a subject that its own row (alias `s`) tells. */
export function subjectFields(clear: readonly string[]): Fields {
  return {
    id: () => sql`s.id`,
    kind: () => sql`s.kind`,
    subKind: () => sql`s.sub_kind`,
    name: () => nameShown(sql`s.id`, sql`s.name`, clear),
    identifier: () => sql`case when s.id like 'NP:%' then s.masked_id else regexp_replace(s.id, '^(ORG|REG):', '') end`,
    province: () => sql`s.province`,
    division: () => sql`s.division`,
    registered: () => sql`s.registered`,
    supersededBy: () => sql`case when s.id like 'ORG:%' then ${successorOf(sql`s.org_code`)} end`,
    formerIds: () =>
      sql`(select coalesce(json_agg(f.id order by f.id), '[]') from subject f where length(s.id) = 18 and f.org_code = s.org_code and f.id like 'ORG:%')`,
  }
}
