import type { Stack } from './stack.ts'

/** The firm that the records are about. */
export const FIRM = '91350100M000100Y43'

const moment = '2026-01-01T00:00:00Z'
/** Puts a firm, a person, and a record of each product into the read model. For tests only. */
export async function insertRows({ db }: Stack['base']): Promise<void> {
  const subject = (id: string, name: string, kind: string) => ({
    id,
    kind,
    id_type: 'USCC',
    facts_rank: 2,
    name,
    name_rank: 3,
    name_at: moment,
    name_version: 1,
    province: '330000',
    division: '330100',
    division_at: moment,
    division_version: 1,
  })
  await db
    .insertInto('subject')
    .values([subject(FIRM, '某某有限公司', 'ENT'), subject('NP:zhang', '张三丰', 'NAT')] as never)
    .execute()
  const version = {
    version: 1,
    op: 'upsert',
    warnings: [],
    known_from: moment,
    recorded_at: moment,
    province: '330000',
    subject_id: FIRM,
    subject_kind: 'ENT',
    reported_by: 'ZJ-MKT',
  }
  await db
    .insertInto('list_entry')
    .values({
      ...version,
      known_at: moment,
      record_id: 'entry-1',
      domain: 'B05',
      polarity: 'BLACK',
      unit: 'ZJ-ECO',
      unit_basis: 'CATALOGUE',
      subject_name: '某某有限公司',
      valid_from: '2026-01-01',
      status: 'EFFECTIVE',
      status_class: 'effective',
    } as never)
    .execute()
  await db
    .insertInto('list_rollup')
    .values({ domain: 'B05', polarity: 'BLACK', province: '330000', unit: 'ZJ-ECO', effective: 1, repaired: 0, ended: 0 })
    .execute()
  await db
    .insertInto('archive_item')
    .values({
      ...version,
      record_id: 'item-1',
      category: 'C01',
      indicator: 'ENT-BAS-001',
      unit: 'ZJ-MKT',
      unit_basis: 'CATALOGUE',
      value: '某某有限公司',
      status: 'VALID',
      status_class: 'effective',
    } as never)
    .execute()
  await db
    .insertInto('relation')
    .values({
      ...version,
      record_id: 'rel-1',
      dimension: 'LEGAL_REP',
      subject_name: '某某有限公司',
      subject_province: '330000',
      party_kind: 'NAT',
      party_id: 'NP:zhang',
      party_id_type: 'RIC',
      party_name: '张三丰',
      placement: 'IN_REGION',
      party_province: '330000',
      hukou_province: '330000',
      unit: 'ZJ-HUKOU',
      status: 'VALID',
      status_class: 'effective',
    } as never)
    .execute()
  // A second entry: where one row stands alone, a statement that yields many is not seen. A state that no word stands for: its answer has an error in it.
  await db
    .insertInto('list_entry')
    .values(
      [
        ['entry-2', 'B05', 'ZJ-ECO', 'EFFECTIVE'],
        ['entry-broken', 'B02', 'ZJ-TAX', 'BROKEN'],
      ].map(([record_id, domain, unit, status]) => ({
        ...version,
        known_at: moment,
        record_id,
        domain,
        polarity: 'BLACK',
        unit,
        unit_basis: 'CATALOGUE',
        subject_id: 'NP:other',
        subject_kind: 'NAT',
        valid_from: '2026-01-01',
        status,
        status_class: 'effective',
      })) as never,
    )
    .execute()
  await db
    .insertInto('list_rollup')
    .values({ domain: 'B02', polarity: 'BLACK', province: '330000', unit: 'ZJ-TAX', effective: 1, repaired: 0, ended: 0 })
    .execute()
}
