import { agreedDomains, agreedProvinces, requireSubject } from '@delta/access'
import {
  addConnection,
  type addPageInfo,
  type Answers,
  byKey,
  createTerms,
  type GraphBuilder,
  type Json,
  jsonConnection,
  jsonInstant,
  jsonObject,
  PAGE,
  pageOf,
  type Row,
  type Selected,
  selectionOf,
  type TermRef,
} from '@delta/graph'
import type { Catalogue, Unit } from '@delta/model'
import { isShown } from '@delta/store'
import { sql } from 'kysely'
import type { addProduct } from './graph-agreements.ts'

const ORDER = 'quality.doubt'

interface DoubtScope {
  readonly provinces: readonly string[]
  readonly products: readonly string[]
  readonly domains: readonly string[]
  readonly unit: string | null
}

/** Where the records of a product and their evidence stand. */
const TABLES = {
  ARCHIVE: ['archive_item', 'archive_evidence'],
  LIST: ['list_entry', 'list_evidence'],
  RELATIONSHIP: ['relation', 'relation_evidence'],
} as const

/** A page of the records that say W_NAME_OTHER; counted by looking, by an index that holds no others. */
function doubtsJson(field: Selected, { provinces, products, domains, unit }: DoubtScope): Json {
  const page = pageOf(field, ORDER, 2)
  const records = Object.entries(TABLES)
    .filter(([product]) => products.includes(product))
    .map(
      ([product, [table, evidence]]) => sql`
        select ${sql.lit(product)} as product, d.record_id, d.province, d.reported_by, d.known_from, v.dataset, v.coordinate
        from ${sql.table(table)} d left join ${sql.table(evidence)} v on v.province = d.province and v.record_id = d.record_id
        where d.warnings @> array['W_NAME_OTHER'] and ${isShown('d')} and d.province = any(${provinces}::text[])
        ${product === 'LIST' ? sql`and d.domain = any(${domains}::text[])` : sql``} ${unit === null ? sql`` : sql`and d.reported_by = ${unit}`}`,
    )
  const among = records.length === 0 ? sql`(select null as product, null as record_id where false) x` : sql`(${sql.join(records, sql` union all `)}) x`
  const after = page.after ? sql`where (x.product, x.record_id) > (${page.after[0]}, ${page.after[1]})` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit => sql`select x.*, array[x.product, x.record_id] as _key from ${among} ${after} order by x.product, x.record_id limit ${limit}`,
    node: selected =>
      jsonObject(selected, {
        record: () => sql`x.record_id`,
        product: () => sql`x.product`,
        province: () => sql`x.province`,
        unit: () => sql`x.reported_by`,
        dataset: () => sql`x.dataset`,
        source: () => sql`x.coordinate`,
        at: () => jsonInstant(sql`x.known_from`),
      }),
    totalCount: sql`(select count(*) from ${among})`,
  })
}

/** Adds `nameDoubts`: records that were published although the name beside their identifier may be another subject's. */
export function addDoubts(
  builder: GraphBuilder,
  catalogue: Catalogue,
  {
    province,
    unit,
    product,
    answers,
    pageInfo,
  }: {
    province: TermRef
    unit: TermRef<Unit>
    product: ReturnType<typeof addProduct>
    answers: Answers
    pageInfo: ReturnType<typeof addPageInfo>
  },
): void {
  const terms = createTerms(catalogue)
  const doubt = builder.objectRef<Row>('NameDoubt').implement({
    description:
      'A record whose identifier stood, when it was first stated, beside a name that may be another subject’s (W_NAME_OTHER): a change of name, a namesake, or a wrong number. What is certain is not published: it is a rejection, E_ID_CONFLICT.',
    fields: t => ({
      record: t.id({ resolve: byKey }),
      product: t.field({ type: product, resolve: byKey }),
      province: t.field({ type: province, resolve: terms.province }),
      unit: t.field({ type: unit, description: 'Who states it.', resolve: terms.unit }),
      dataset: t.string({ nullable: true, resolve: byKey }),
      source: t.string({ nullable: true, description: 'Where it stands in the source: table and key, or file and line.', resolve: byKey }),
      at: t.field({ type: 'DateTime', description: 'When it was first published.', resolve: byKey }),
    }),
  })
  const connection = addConnection(builder, pageInfo, { name: 'NameDoubt', node: doubt, order: ORDER, totalCount: 'Counted when asked for.' })
  builder.queryFields(t => ({
    nameDoubts: t.field({
      type: connection,
      description: 'Records whose identifier may be used for another subject: for the unit that states them to look at.',
      args: { province: t.arg.id(), unit: t.arg.id(), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) => {
        requireSubject(viewer, null)
        const field: Selected = { key: 'nameDoubts', name: 'nameDoubts', args, children: selectionOf(info) }
        const all = catalogue.domains().map(({ code }) => code)
        const scope = {
          provinces: agreedProvinces(viewer, args.province ? [args.province] : null),
          products: viewer.agreement.products,
          domains: agreedDomains(viewer, null, all),
          unit: args.unit ?? null,
        }
        return (await answers.one(doubtsJson(field, scope))) as Row
      },
    }),
  }))
}
