import { type Fields, jsonArray, jsonConnection, jsonInstant, type Json, jsonObject, type Page, type Selected } from '@delta/graph'
import { sql } from 'kysely'

/** The orders that a viewer's agreement holds. */
export interface WorkScope {
  readonly provinces: readonly string[]
  readonly domains: readonly string[]
}

/** Which orders are asked for. */
export interface OrdersAsked {
  /** A department's code, or a data-source unit's: then of all its departments. */
  readonly unit?: string | null | undefined
  readonly province?: string | null | undefined
  readonly state?: 'OPEN' | 'LIFTED' | null | undefined
  /** Under which ids the subject's entries stand. */
  readonly subjects: readonly string[] | null
}

/** Names the order of work orders: the newest first. */
export const WORK_ORDER = 'supervision.order'

const feedbackJson = ({ children }: Selected): Json =>
  jsonArray(
    jsonObject(children, {
      id: () => sql`f.id`,
      at: () => jsonInstant(sql`f.at`),
      department: () => sql`f.department`,
      disposition: () => sql`f.disposition`,
      result: () => sql`f.result`,
      orderVersion: () => sql`f.order_version`,
    }),
    sql`work_feedback f where f.order_id = o.id`,
    sql`f.n`,
  )

const FIELDS: Fields = {
  id: () => sql`o.id`,
  version: () => sql`o.version`,
  state: () => sql`case when o.lifted_at is null then 'OPEN' else 'LIFTED' end`,
  reason: () => sql`o.reason`,
  province: () => sql`o.province`,
  source: () => sql`o.source_province`,
  entry: () => sql`o.entry_id`,
  domain: () => sql`o.domain`,
  polarity: () => sql`o.polarity`,
  subject: ({ children }) => jsonObject(children, { id: () => sql`o.subject_id` }),
  measure: () => sql`o.measure`,
  category: () => sql`o.measure`,
  item: () => sql`o.item`,
  level: () => sql`o.level`,
  division: () => sql`o.division`,
  department: ({ children }) =>
    jsonObject(children, {
      code: () => sql`o.department`,
      name: () => sql`o.department_name`,
      division: () => sql`o.department_division`,
      unit: () => sql`o.unit`,
    }),
  openedAt: () => jsonInstant(sql`o.opened_at`),
  liftedAt: () => jsonInstant(sql`o.lifted_at`),
  dealtAt: () => jsonInstant(sql`o.dealt_at`),
  feedback: feedbackJson,
}

/** An order (row `o` of work_order) as JSON. */
export const orderJson = (selected: readonly Selected[]): Json => jsonObject(selected, FIELDS)

const within = ({ provinces, domains }: WorkScope): Json => sql`o.province = any(${provinces}::text[]) and o.domain = any(${domains}::text[])`

const chosen = ({ unit, province, state, subjects }: OrdersAsked): Json => sql`
  ${unit == null ? sql`` : sql`and (o.department = ${unit} or (o.department >= ${`${unit}-`} and o.department < ${`${unit}.`}))`}
  ${province == null ? sql`` : sql`and o.province = ${province}`}
  ${state == null ? sql`` : state === 'OPEN' ? sql`and o.lifted_at is null` : sql`and o.lifted_at is not null`}
  ${subjects === null ? sql`` : sql`and o.subject_id = any(${subjects}::text[])`}`

/** A page of orders, the newest first, as a connection. */
export function ordersJson(selected: Selected, page: Page, scope: WorkScope, asked: OrdersAsked): Json {
  const after = page.after?.[0] ?? null
  return jsonConnection({
    selected,
    page,
    row: 'o',
    rows: limit => sql`select o.*, array[o.n::text] as _key from work_order o
      where ${within(scope)} ${chosen(asked)} ${after === null ? sql`` : sql`and o.n < ${after}::bigint`} order by o.n desc limit ${limit}`,
    node: orderJson,
    totalCount: sql`(select count(*) from work_order o where ${within(scope)} ${chosen(asked)})`,
  })
}

/** One order by its id, or null. */
export const orderByIdJson = (selected: readonly Selected[], id: string, scope: WorkScope): Json =>
  sql`(select ${orderJson(selected)} from work_order o where o.id = ${id} and ${within(scope)})`
