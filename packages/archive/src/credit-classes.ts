import type { Catalogue, Province, SamplingMember } from '@delta/model'
import { inEffect } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { ArchiveTables } from './tables.ts'

/** Whom one asks for: the registered organisations of a division, in the eyes of its province. */
export interface CreditClassesAsked {
  readonly province: Province
  /** 6 digits; a province's or a city's is for all that lie in it. */
  readonly division: string
}

const GONE = ['注销', '已注销', '吊销已注销', '迁出']

/**
 * The registered organisations of a division with their credit class: the grade that the province's newest evaluation in force gives by the province's own model, NONE where there is none.
 * Who is struck off or has moved away is left out. Persons are never told.
 */
export async function readCreditClasses<DB extends ArchiveTables>(
  db: Kysely<DB>,
  catalogue: Catalogue,
  { province, division }: CreditClassesAsked,
): Promise<SamplingMember[]> {
  const ofType = (type: string): string[] =>
    catalogue
      .indicators()
      .filter(one => one.valueType === type)
      .map(({ code }) => code)
  const status = catalogue
    .indicators()
    .filter(({ name }) => name === '登记状态')
    .map(({ code }) => code)
  const model = catalogue.evaluationModels().find(one => one.province === province)
  const { rows } = await sql<SamplingMember>`
    with stated as (
      select distinct on (subject_id) subject_id, string_to_array(replace(value, '｜', '|'), '|') as parts
      from archive_item where province = ${province} and indicator = any(${ofType('evaluation')}::text[]) and ${inEffect('archive_item')}
      order by subject_id, arose desc nulls last, record_id),
    gone as (select subject_id from archive_item where province = ${province} and indicator = any(${status}::text[]) and ${inEffect('archive_item')} and value = any(${GONE}::text[]))
    select s.id, case when trim(e.parts[1]) = ${model?.code ?? ''} and trim(e.parts[2]) = any(${model?.grades ?? []}::text[]) and cardinality(e.parts) = 2 then trim(e.parts[2]) else 'NONE' end as class
    from subject s left join stated e on e.subject_id = s.id
    where s.registered and s.kind <> 'NAT' and s.division like ${`${division.replace(/(?:00){1,2}$/, '')}%`} and not exists (select from gone g where g.subject_id = s.id)
    order by s.id`.execute(db)
  return rows
}
