import { type Kysely, sql } from 'kysely'
import type { ReadModelTables } from '../tables.ts'

type Db = Kysely<ReadModelTables>

const rowsOf = async (db: Db, text: string): Promise<string[]> =>
  (await sql<{ row: string }>`select t::text as row from (${sql.raw(text)}) t order by 1`.execute(db)).rows.map(one => one.row)

const COUNTS = (unit: string) =>
  `count(*) filter (where ${unit} = 'effective') as effective, count(*) filter (where ${unit} = 'repaired') as repaired, count(*) filter (where ${unit} = 'ended') as ended`

const PAIRS: readonly (readonly [name: string, kept: string, counted: string])[] = [
  [
    'list',
    'select domain, polarity, province, unit, effective, repaired, ended from list_rollup',
    `select domain, polarity, province, unit, ${COUNTS('status_class')} from list_entry where status_class <> 'deleted' group by domain, polarity, province, unit`,
  ],
  [
    'archive',
    'select kind, category, indicator, province, unit, effective, repaired, ended from archive_rollup',
    `select subject_kind, category, indicator, province, unit, ${COUNTS('status_class')} from archive_item where status_class <> 'deleted' group by subject_kind, category, indicator, province, unit`,
  ],
  [
    'relation',
    'select province, subject_province, dimension, party_kind, placement, party_province, unit, effective, repaired, ended from relation_rollup',
    `select province, subject_province, dimension, party_kind, placement, party_province, unit, ${COUNTS('status_class')} from relation group by 1, 2, 3, 4, 5, 6, 7`,
  ],
  [
    'rejection',
    'select province, unit, product, subject_kind, code, month, open, resolved from rejection_rollup',
    `select province, unit, product, subject_kind, code, to_char(at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, count(*) filter (where state = 'REJECTED') as open,
      count(*) filter (where state = 'RESOLVED') as resolved from rejection group by 1, 2, 3, 4, 5, 6`,
  ],
]

/** Conditions that hold in every state: each query must give no row. */
const LAWS: readonly (readonly [name: string, query: string])[] = [
  [
    "a name or division differs from the subject's",
    `select e.record_id from list_entry e join subject s on s.id = e.subject_id where (e.subject_name, e.subject_division) is distinct from (s.name, s.division)`,
  ],
  [
    'a relation differs from its subject',
    `select r.record_id from relation r join subject s on s.id = r.subject_id where (r.subject_name, r.subject_province) is distinct from (s.name, s.province)`,
  ],
  ['a relation differs from its party', `select r.record_id from relation r join subject s on s.id = r.party_id where r.party_name is distinct from s.name`],
  [
    'a row without its subject',
    `select subject_id from (select subject_id from list_entry union select subject_id from archive_item union select subject_id from relation union select party_id from relation) r
    where not exists (select from subject s where s.id = r.subject_id)`,
  ],
  ['the log has a hole', 'select seq from (select seq, row_number() over (order by seq) as n from list_change) c where seq <> n'],
  ['the log and its head differ', 'select h.seq from list_change_head h where h.seq <> (select count(*) from list_change)'],
  ['the log tells a version twice', `select record_id, version from list_change where reason = 'RECORD' group by 1, 2 having count(*) > 1`],
  [
    'the log tells versions out of order',
    `select record_id from (select record_id, version, lag(version) over (partition by record_id order by seq) as before from list_change where reason = 'RECORD') c where version <= before`,
  ],
  [
    'evidence without its row',
    `select record_id from (select record_id from list_evidence union all select record_id from archive_evidence union all select record_id from relation_evidence) v
    where not exists (select from list_entry i where i.record_id = v.record_id) and not exists (select from archive_item i where i.record_id = v.record_id) and not exists (select from relation i where i.record_id = v.record_id)`,
  ],
  [
    'a row without its evidence',
    `select i.record_id from (select province, record_id, version from list_entry union all select province, record_id, version from archive_item union all select province, record_id, version from relation) i
    left join (select province, record_id, version from list_evidence union all select province, record_id, version from archive_evidence union all select province, record_id, version from relation_evidence) v
    on (v.province, v.record_id) = (i.province, i.record_id) where v.version is distinct from i.version`,
  ],
  ['a document in two places', 'select record_id from archive_item group by province, record_id having count(*) > 1'],
  [
    "a document's place is wrong",
    `select i.record_id from archive_item i left join archive_document d using (province, record_id)
    where (i.licence is not null or i.penalty is not null) and (i.subject_id, i.version) is distinct from (d.subject_id, d.version)`,
  ],
  [
    'a document has a place and no item',
    `select d.record_id from archive_document d where d.subject_id is not null and not exists (select from archive_item i where (i.province, i.record_id) = (d.province, d.record_id))`,
  ],
  [
    'a share warning is wrong',
    `select r.record_id from relation r left join (
      select province, subject_id, sum(share) as sum, count(share) as known, count(*) as all from relation where dimension = 'INVESTOR' and status_class = 'effective' group by 1, 2) f using (province, subject_id)
    where ('W_SHARE_SUM' = any(r.warnings)) <> (r.dimension = 'INVESTOR' and r.status_class = 'effective' and coalesce(f.known > 0 and case when f.known < f.all then f.sum > 1 else f.sum <> 1 end, false))`,
  ],
]

/** Everything that is wrong with a read model, found by counting its rows; empty when it is sound. For tests only. */
export async function auditReadModel(db: Db): Promise<string[]> {
  const wrong: string[] = []
  for (const [name, kept, counted] of PAIRS) {
    const [a, b] = [await rowsOf(db, kept), await rowsOf(db, counted)]
    if (a.join('\n') !== b.join('\n')) wrong.push(`${name} rollup: kept ${a.join(' ')} counted ${b.join(' ')}`)
  }
  for (const [name, query] of LAWS) {
    const found = await rowsOf(db, query)
    if (found.length > 0) wrong.push(`${name}: ${found.join(' ')}`)
  }
  return wrong
}

const CONTENT = [
  `select to_jsonb(s) - 'known_at' from subject s`,
  `select to_jsonb(e) - 'known_at' - 'rests_on' from list_entry e`,
  `select to_jsonb(i) - 'known_from' - 'known_at' - 'rests_on' from archive_item i`,
  `select to_jsonb(r) - 'known_at' from relation r`,
  'select * from rejection',
  // Which version is asked of a home that the record has left depends on which partition was read first.
  'select province, kind, record_id, participant, answers from delivery',
  'select * from archive_document where subject_id is not null',
  'select province, record_id, version, seq from list_evidence',
  'select province, record_id, version, seq from archive_evidence',
  'select province, record_id, version, seq from relation_evidence',
  'select * from list_rollup',
  'select * from archive_rollup',
  'select * from relation_rollup',
  'select * from rejection_rollup',
  `select record_id, version, province, domain from list_change where reason = 'RECORD'`,
  'select topic, partition, seq from projection_position',
  'select topic, partition, seq, reason from quarantine',
]

/** What a read model holds, but for what depends on the order in which partitions are read (when a licence that has moved between subjects was first known), and since when something is known as it is. For tests only. */
export const contentOf = async (db: Db): Promise<string[]> =>
  (await Promise.all(CONTENT.map(query => rowsOf(db, query)))).flatMap((rows, n) => rows.map(row => `${CONTENT[n]}: ${row}`))

/** Empties a read model. For tests only. */
export async function emptyReadModel(db: Db): Promise<void> {
  const tables = [
    'subject',
    'subject_past',
    'list_entry',
    'list_entry_past',
    'list_evidence',
    'list_evidence_past',
    'list_rollup',
    'list_change',
    'list_log',
    'list_log_entry',
    'list_log_cell',
    'archive_item',
    'archive_item_past',
    'archive_evidence',
    'archive_evidence_past',
    'archive_document',
    'archive_rollup',
    'relation',
    'relation_past',
    'relation_evidence',
    'relation_evidence_past',
    'relation_rollup',
    'rejection',
    'rejection_rollup',
    'item_repair',
    'delivery',
    'quarantine',
    'projection_position',
    'projection_journal',
  ]
  await sql.raw(tables.map(table => `delete from ${table}`).join('; ')).execute(db)
  await sql`update list_change_head set seq = 0`.execute(db)
  await sql`update list_log_head set seq = 0, root = sha256(''), digest = sha256(decode(repeat('00', 2048), 'hex'))`.execute(db)
}
