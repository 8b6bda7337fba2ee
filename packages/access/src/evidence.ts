import { createHash } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { isPerson, withoutNumbers } from './mask.ts'
import type { Product } from './agreement.ts'
import { requireCase, type Viewer } from './viewer.ts'

/** Tables of the evidence. */
export interface EvidenceTables {
  evidence: EvidenceRow
}

/** One look at a person: who, for what, at whom (pseudonym), chained to the look before it by SHA-256. */
export interface EvidenceRow {
  seq: number
  at: string
  actor: string
  role: string
  purpose: string
  case_ref: string
  product: string
  subject_id: string
  prev: string
  hash: string
}

const fieldsOf = (row: EvidenceRow): string[] => [
  row.prev,
  String(row.seq),
  row.at,
  row.actor,
  row.role,
  row.purpose,
  row.case_ref,
  row.product,
  row.subject_id,
]

/** The hash that a row must carry, given its own content and `prev`. */
export const evidenceHash = (row: EvidenceRow): string => createHash('sha256').update(fieldsOf(row).join('\u001f')).digest('hex')

/** Migrations of the evidence: an append-only table that refuses UPDATE, DELETE and TRUNCATE, and the one function that appends to it under a lock. */
export const evidenceMigrations: Readonly<Record<string, Migration>> = {
  '001-evidence': {
    up: async db => {
      await sql`create table evidence (
        seq bigint primary key, at text not null, actor text not null, role text not null, purpose text not null, case_ref text not null,
        product text not null, subject_id text not null, prev text not null, hash text not null)`.execute(db)
      await sql`create index evidence_subject on evidence (subject_id, seq)`.execute(db)
      await sql`create table evidence_head (one boolean primary key default true check (one), seq bigint not null, hash text not null)`.execute(db)
      await sql`insert into evidence_head values (true, 0, '')`.execute(db)
      await sql`create function evidence_stands() returns trigger language plpgsql as $$ begin raise exception 'evidence is append-only'; end $$`.execute(db)
      await sql`create trigger evidence_stands before update or delete or truncate on evidence for each statement execute function evidence_stands()`.execute(
        db,
      )
      await sql`create function evidence_append(at text, actor text, role text, purpose text, case_ref text, product text, subjects text[]) returns bigint language plpgsql as $$
        declare head evidence_head; subject text; hash text;
        begin
          select * into head from evidence_head for update;
          foreach subject in array subjects loop
            hash := encode(sha256(convert_to(concat_ws(e'\\x1f', head.hash, head.seq + 1, at, actor, role, purpose, case_ref, product, subject), 'UTF8')), 'hex');
            insert into evidence values (head.seq + 1, at, actor, role, purpose, case_ref, product, subject, head.hash, hash);
            head.seq := head.seq + 1; head.hash := hash;
          end loop;
          update evidence_head set seq = head.seq, hash = head.hash;
          return head.seq;
        end $$`.execute(db)
    },
  },
}

/** Writes the evidence of looks at persons. */
export interface EvidenceWriter {
  /**
   * Records that `viewer` is about to be shown these subjects. Legal persons leave no evidence. A person needs `Delta-Case`, else `Refusal` CASE_REQUIRED;
   * resolves only when the rows are committed, so an answer that awaits it never goes out without evidence.
   */
  look(viewer: Viewer, product: Product, subjectIds: readonly string[]): Promise<void>
}

// oxlint-disable-next-line no-control-regex -- they part the fields that are hashed
const separators = /[\u0000-\u001f]/g
const plain = (text: string): string => text.replace(separators, ' ')

/** Makes the writer on the database that holds the evidence. */
export function createEvidence<DB>({ db, now }: { db: Kysely<DB>; now: () => Date }): EvidenceWriter {
  return {
    look: async (viewer, product, subjectIds) => {
      const persons = [...new Set(subjectIds.filter(isPerson))]
      if (persons.length === 0) return
      for (const id of persons) requireCase(viewer, id)
      const { principal, purpose } = viewer
      await sql`select evidence_append(${now().toISOString()}, ${plain(withoutNumbers(principal.id))}, ${plain(principal.role.text)}, ${purpose},
        ${plain(withoutNumbers(viewer.case ?? ''))}, ${product}, ${persons.map(plain)}::text[])`.execute(db)
    },
  }
}

/** Checks a chain from its first row (or from `after`): the sequence number of the first row that does not follow, or null when all do. */
export function brokenEvidence(rows: readonly EvidenceRow[], after: { seq: number; hash: string } = { seq: 0, hash: '' }): number | null {
  let head = after
  for (const row of rows) {
    if (row.seq !== head.seq + 1 || row.prev !== head.hash || row.hash !== evidenceHash(row)) return row.seq
    head = { seq: row.seq, hash: row.hash }
  }
  return null
}
