import { type Fields, jsonArray, jsonConnection, jsonInstant, type Json, jsonObject, pageOf, type Selected } from '@delta/graph'
import { type RawBuilder, sql } from 'kysely'

/** Names of the orders of plans and results (the newest first), and of a plan's subjects. */
export const ORDERS = { plans: 'sampling.plan', members: 'sampling.member', results: 'sampling.result' } as const

const RESULT: Fields = {
  id: () => sql`x.id`,
  version: () => sql`x.version`,
  plan: () => sql`x.plan`,
  subject: () => sql`x.subject_id`,
  matter: () => sql`(select p.matter from sampling_plan p where p.id = x.plan)`,
  department: () => sql`(select p.department from sampling_plan p where p.id = x.plan)`,
  inspectors: () => sql`(select to_json(m.inspectors) from sampling_member m where m.plan = x.plan and m.subject_id = x.subject_id)`,
  inspectedOn: () => sql`x.inspected_on`,
  finding: () => sql`x.finding`,
  note: () => sql`x.note`,
  at: () => jsonInstant(sql`x.at`),
}

const resultJson = (selected: readonly Selected[]): Json => jsonObject(selected, RESULT)

const memberJson = (selected: readonly Selected[]): Json =>
  jsonObject(selected, {
    subject: () => sql`m.subject_id`,
    class: () => sql`m.class`,
    place: () => sql`m.place`,
    inspectors: () => sql`to_json(m.inspectors)`,
    result: ({ children }) =>
      sql`(select ${resultJson(children)} from sampling_result x where x.plan = m.plan and x.subject_id = m.subject_id order by x.version desc limit 1)`,
  })

/** The subjects of a plan: those drawn in the order of the draw, or the whole population by id. */
function membersJson(field: Selected): Json {
  const page = pageOf(field, ORDERS.members)
  const drawn = field.args['drawn'] === true
  const after = page.after?.[0] ?? null
  const chosen = drawn ? sql`and m.place is not null` : sql``
  const beyond =
    after === null
      ? sql``
      : drawn
        ? sql`and m.place > (select b.place from sampling_member b where b.plan = p.id and b.subject_id = ${after})`
        : sql`and m.subject_id > ${after}`
  return jsonConnection({
    selected: field,
    page,
    row: 'm',
    rows: limit =>
      sql`select m.*, array[m.subject_id] as _key from sampling_member m where m.plan = p.id ${chosen} ${beyond} order by ${drawn ? sql`m.place` : sql`m.subject_id`} limit ${limit}`,
    node: memberJson,
    totalCount: drawn ? sql`p.drawn` : sql`p.population`,
  })
}

const classesJson = ({ children }: Selected): Json => {
  const members = (drawn: boolean) =>
    sql`(select count(*) from sampling_member m where m.plan = p.id and m.class = s.share ->> 'class' ${drawn ? sql`and m.place is not null` : sql``})`
  return jsonArray(
    jsonObject(children, {
      class: () => sql`s.share ->> 'class'`,
      ratio: () => sql`s.share ->> 'ratio'`,
      population: () => members(false),
      drawn: () => members(true),
    }),
    sql`json_array_elements(p.shares) with ordinality as s(share, place)`,
    sql`s.place`,
  )
}

const planJson = (selected: readonly Selected[]): Json =>
  jsonObject(selected, {
    id: () => sql`p.id`,
    ordinal: () => sql`p.ordinal`,
    matter: () => sql`p.matter`,
    province: () => sql`p.province`,
    division: () => sql`p.division`,
    department: () => sql`p.department`,
    departmentName: () => sql`p.department_name`,
    classes: classesJson,
    seed: () => sql`p.seed`,
    populationDigest: () => sql`p.population_digest`,
    rosterDigest: () => sql`p.roster_digest`,
    roster: () => sql`to_json(p.roster)`,
    inspectorsEach: () => sql`p.each`,
    at: () => jsonInstant(sql`p.at`),
    members: membersJson,
  })

/** A plan by its id, or null. */
export const planByIdJson = (selected: readonly Selected[], id: string, provinces: readonly string[]): Json =>
  sql`(select ${planJson(selected)} from sampling_plan p where p.id = ${id} and p.province = any(${provinces}::text[]))`

/** A page of plans, the newest first. */
export function plansJson(field: Selected, provinces: readonly string[]): Json {
  const page = pageOf(field, ORDERS.plans)
  const { matter, department } = field.args as { matter?: string | null; department?: string | null }
  const where = sql`p.province = any(${provinces}::text[]) ${matter == null ? sql`` : sql`and p.matter = ${matter}`} ${department == null ? sql`` : sql`and p.department = ${department}`}`
  return jsonConnection({
    selected: field,
    page,
    row: 'p',
    rows: limit =>
      sql`select p.*, array[p.n::text] as _key from sampling_plan p where ${where} ${page.after ? sql`and p.n < ${page.after[0]}::bigint` : sql``} order by p.n desc limit ${limit}`,
    node: planJson,
    totalCount: sql`(select count(*) from sampling_plan p where ${where})`,
  })
}

const NEWEST = sql`not exists (select from sampling_result later where later.plan = x.plan and later.subject_id = x.subject_id and later.version > x.version)`

/** Results in their newest version: by subject, the newest plan first. */
export function resultsJson(field: Selected, provinces: readonly string[], subjects: RawBuilder<string[]>): Json {
  const page = pageOf(field, ORDERS.results)
  const where = sql`${NEWEST} and x.subject_id = any(${subjects}) and p.province = any(${provinces}::text[])`
  const from = sql`sampling_result x join sampling_plan p on p.id = x.plan`
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit =>
      sql`select x.*, array[p.n::text] as _key from ${from} where ${where} ${page.after ? sql`and p.n < ${page.after[0]}::bigint` : sql``} order by p.n desc limit ${limit}`,
    node: resultJson,
    totalCount: sql`(select count(*) from ${from} where ${where})`,
  })
}
