import { jsonConnection, jsonInstant, jsonObject, type Json, pageOf, type Selected } from '@delta/graph'
import { type RawBuilder, sql } from 'kysely'

/** Order of rejections: by record id. */
export const REJECTION_ORDER = 'quality.rejection'

/** Which rejections an answer may show, and which were asked for. */
export interface RejectionScope {
  readonly provinces: readonly string[]
  readonly products: readonly string[]
  readonly unit: string | null
  readonly code: string | null
}

const meets = (row: string, { provinces, products, unit, code }: RejectionScope): RawBuilder<unknown> => {
  const column = (name: string) => sql.ref(`${row}.${name}`)
  return sql.join(
    [
      provinces.length === 1 ? sql`${column('province')} = ${provinces[0]}` : sql`${column('province')} = any(${provinces}::text[])`,
      sql`${column('product')} = any(${products}::text[])`,
      ...(unit === null ? [] : [sql`${column('unit')} = ${unit}`]),
      ...(code === null ? [] : [sql`${column('code')} = ${code}`]),
    ],
    sql` and `,
  )
}

const rejectionJson = (selected: readonly Selected[]): Json =>
  jsonObject(selected, {
    id: () => sql`x.record_id`,
    province: () => sql`x.province`,
    product: () => sql`x.product`,
    subjectKind: () => sql`x.subject_kind`,
    unit: () => sql`x.unit`,
    code: () => sql`x.code`,
    field: () => sql`x.field`,
    dataset: () => sql`x.dataset`,
    source: () => sql`x.coordinate`,
    at: () => jsonInstant(sql`x.at`),
  })

/** A page of open rejections; counted by the rollup. */
export function rejectionsJson(field: Selected, scope: RejectionScope): Json {
  const page = pageOf(field, REJECTION_ORDER)
  const after = page.after ? sql`and x.record_id > ${page.after[0]}` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit =>
      sql`select x.*, array[x.record_id] as _key from rejection x where x.state = 'REJECTED' and ${meets('x', scope)} ${after} order by x.record_id limit ${limit}`,
    node: rejectionJson,
    totalCount: sql`(select coalesce(sum(c.open), 0) from rejection_rollup c where ${meets('c', scope)})`,
  })
}

/** Order of deliveries: by record, participant and what was answered. */
export const DELIVERY_ORDER = 'quality.delivery'

/** Which deliveries an answer may show, and which were asked for. */
export interface DeliveryScope {
  readonly provinces: readonly string[]
  readonly kinds: readonly string[]
  readonly record: string | null
  readonly participant: string | null
  readonly state: string | null
}

const meetsDelivery = ({ provinces, kinds, record, participant, state }: DeliveryScope): RawBuilder<unknown> =>
  sql.join(
    [
      sql`x.province = any(${provinces}::text[])`,
      sql`x.kind = any(${kinds}::text[])`,
      ...(record === null ? [] : [sql`x.record_id = ${record}`]),
      ...(participant === null ? [] : [sql`x.participant = ${participant}`]),
      ...(state === null ? [] : [sql`x.state = ${state}`]),
    ],
    sql` and `,
  )

const deliveryJson = (selected: readonly Selected[]): Json =>
  jsonObject(selected, {
    record: () => sql`x.record_id`,
    province: () => sql`x.province`,
    kind: () => sql`upper(replace(x.kind, '-', '_'))`,
    participant: () => sql`x.participant`,
    answers: () => sql`x.answers`,
    version: () => sql`x.version`,
    sentAt: () => jsonInstant(sql`x.sent_at`),
    state: () => sql`x.state`,
    answeredVersion: () => sql`x.answered_version`,
    code: () => sql`x.code`,
    answeredAt: () => jsonInstant(sql`x.answered_at`),
  })

/** A page of deliveries; counted by looking. */
export function deliveriesJson(field: Selected, scope: DeliveryScope): Json {
  const page = pageOf(field, DELIVERY_ORDER, 3)
  const after = page.after ? sql`and (x.record_id, x.participant, x.answers) > (${page.after[0]}, ${page.after[1]}, ${page.after[2]})` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit =>
      sql`select x.*, array[x.record_id, x.participant, x.answers] as _key from delivery x where ${meetsDelivery(scope)} ${after} order by x.record_id, x.participant, x.answers limit ${limit}`,
    node: deliveryJson,
    totalCount: sql`(select count(*) from delivery x where ${meetsDelivery(scope)})`,
  })
}
