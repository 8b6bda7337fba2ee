import type { Viewer } from '@delta/access'
import { withoutNumbers } from '@delta/access'
import type { SealHeaders } from '@delta/seal'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { CheckAnswer } from './check-answer.ts'

/** An answer as it was signed: its canonical text, and its path to the root that the batch's seal signs. */
export interface SignedAnswer {
  readonly answer: CheckAnswer
  readonly text: string
  readonly seal: SealHeaders
}

/** Makes the evidence of credit checks: tables that refuse UPDATE, DELETE and TRUNCATE. */
export const checkMigration: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table check_batch (
      id text collate "C" primary key, at timestamptz not null, actor text not null, role text not null, purpose text not null, case_ref text, seal text not null
    )`)
    await run(`create table credit_check (
      id text collate "C" primary key, batch text collate "C" not null references check_batch, subject_id text collate "C" not null,
      verdict text collate "C" not null, text text not null, path text not null
    )`)
    await run('create index credit_check_by_subject on credit_check (subject_id)')
    await run(`create function check_stands() returns trigger language plpgsql as $$ begin raise exception 'evidence is append-only'; end $$`)
    for (const table of ['check_batch', 'credit_check']) {
      await run(`create trigger check_stands before update or delete or truncate on ${table} for each statement execute function check_stands()`)
    }
  },
}

const ROW = { id: 'text', subject_id: 'text', verdict: 'text', text: 'text', path: 'text' } as const

interface Batch {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly role: string
  readonly purpose: string
  readonly case_ref: string | null
  readonly seal: string
  readonly rows: string
}

const insert = createStatement<Batch>(
  ({ id, at, actor, role, purpose, case_ref, seal, rows }) => sql`with batch as (
      insert into check_batch (id, at, actor, role, purpose, case_ref, seal) values (${id}, ${at}::timestamptz, ${actor}, ${role}, ${purpose}, ${case_ref}, ${seal}))
    insert into credit_check (id, batch, subject_id, verdict, text, path)
      select sent.id, ${id}, sent.subject_id, sent.verdict, sent.text, sent.path from ${recordset(rows, ROW, 'sent')}`,
)

/** Keeps a batch of signed answers as evidence, with who asked and for what, in one statement. */
export async function keepChecks<DB>(db: Kysely<DB>, viewer: Viewer, batch: string, answers: readonly SignedAnswer[]): Promise<void> {
  const { principal, purpose } = viewer
  await insert(db, {
    id: batch,
    at: answers[0]!.answer.at,
    actor: withoutNumbers(principal.id),
    role: principal.role.text,
    purpose,
    case_ref: viewer.case === null ? null : withoutNumbers(viewer.case),
    seal: answers[0]!.seal['delta-seal'],
    rows: jsonRows(
      answers.map(({ answer, text, seal }) => ({
        id: answer.id,
        subject_id: answer.subject,
        verdict: answer.verdict,
        text,
        path: seal['delta-seal-path'],
      })),
    ),
  })
}
