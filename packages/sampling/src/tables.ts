import { migrate } from '@delta/store'
import type { Province, SamplingShare } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** A plan (抽查计划): what was drawn from, by which seed. Plans are numbered for each matter and department. */
export interface SamplingPlanTable {
  id: string
  n: number
  ordinal: number
  matter: string
  province: Province
  division: string
  department: string
  department_name: string
  shares: SamplingShare[]
  seed: string
  population_digest: string
  roster_digest: string
  roster: string[]
  each: number
  population: number
  drawn: number
  actor: string
  at: string
}

/** A subject of a plan's population; `place` is its number in the draw, from 1, null where it was not drawn. */
export interface SamplingMemberTable {
  plan: string
  subject_id: string
  class: string
  place: number | null
  inspectors: string[]
}

/** What an inspection found: in the words of the national form of 双随机、一公开. */
export const FINDINGS = ['CLEAN', 'MENDED', 'PENDING', 'UNCOOPERATIVE', 'UNREACHABLE', 'NOT_APPLICABLE'] as const

/** One version of a result; a correction is the next version. */
export interface SamplingResultTable {
  id: string
  plan: string
  subject_id: string
  version: number
  inspected_on: string
  finding: (typeof FINDINGS)[number]
  note: string | null
  actor: string
  at: string
}

/** The tables of sampling. */
export interface SamplingTables {
  sampling_plan: SamplingPlanTable
  sampling_member: SamplingMemberTable
  sampling_result: SamplingResultTable
}

const create: Migration = {
  async up(db: Kysely<unknown>) {
    const run = (text: string) => sql.raw(text).execute(db)
    await run(`create table sampling_plan (
      id text collate "C" primary key, n bigint not null generated always as identity, ordinal integer not null,
      matter text collate "C" not null, province text collate "C" not null, division text collate "C" not null,
      department text collate "C" not null, department_name text not null, shares json not null, seed text not null,
      population_digest text not null, roster_digest text not null, roster text[] not null, each integer not null,
      population integer not null, drawn integer not null, actor text not null, at timestamptz not null,
      unique (department, matter, ordinal)
    )`)
    await run('create unique index sampling_plan_by_n on sampling_plan (n)')
    await run(`create table sampling_member (
      plan text collate "C" not null references sampling_plan, subject_id text collate "C" not null, class text collate "C" not null,
      place integer, inspectors text[] not null, primary key (plan, subject_id)
    )`)
    await run('create index sampling_member_drawn on sampling_member (plan, place) where place is not null')
    await run(`create table sampling_result (
      id text collate "C" not null, plan text collate "C" not null, subject_id text collate "C" not null, version integer not null,
      inspected_on date not null, finding text collate "C" not null, note text, actor text not null, at timestamptz not null,
      primary key (plan, subject_id, version), foreign key (plan, subject_id) references sampling_member
    )`)
    await run('create index sampling_result_by_subject on sampling_result (subject_id, plan)')
    await run(`create function sampling_stands() returns trigger language plpgsql as $$ begin raise exception 'evidence is append-only'; end $$`)
    for (const table of ['sampling_plan', 'sampling_member', 'sampling_result'])
      await run(`create trigger sampling_stands before update or delete or truncate on ${table} for each statement execute function sampling_stands()`)
  },
}

/** Creates or upgrades the tables of sampling, where the connection's path says. */
export async function migrateSampling<DB>(db: Kysely<DB>): Promise<void> {
  await migrate(db, { '001-sampling': create }, 'sampling_migration')
}
