import { agreedDomains, agreedProvinces, requireProduct, requireSubject } from '@delta/access'
import { type Answers, byKey, type GraphBuilder, type Json, jsonArray, jsonObject, type Row, type Selected, selectionOf } from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { inEffect, isShown } from '@delta/store'
import { sql } from 'kysely'
import type { addProduct } from './graph-agreements.ts'

interface JoinScope {
  readonly provinces: readonly string[]
  readonly products: readonly string[]
  readonly domains: readonly string[]
}

/** Where the records of a product stand, and by what they are grouped. */
const TABLES = { ARCHIVE: ['archive_item', 'category'], LIST: ['list_entry', 'domain'], RELATIONSHIP: ['relation', 'dimension'] } as const

/** An organisation code or registration number: a subject that is known without a 统一社会信用代码, which has 18 characters. */
const OLDER = sql`(e.subject_id >= 'ORG:' and e.subject_id < 'ORG;' or e.subject_id >= 'REG:' and e.subject_id < 'REG;')`

/** The records that stand under an older number, by product and code, and how many of them lead to a subject with a 统一社会信用代码 all the same. */
function joinsJson(field: Selected, { provinces, products, domains }: JoinScope): Json {
  const older = Object.entries(TABLES)
    .filter(([product]) => products.includes(product))
    .map(
      ([product, [table, group]]) => sql`
        select ${sql.lit(product)} as product, e.${sql.ref(group)} as code, e.subject_id from ${sql.table(table)} e
        where ${OLDER} and ${isShown('e')} and e.province = any(${provinces}::text[]) ${product === 'LIST' ? sql`and e.domain = any(${domains}::text[])` : sql``}`,
    )
  const joined = sql`exists (select from subject s where o.subject_id like 'ORG:%' and s.org_code = substr(o.subject_id, 5) and length(s.id) = 18)`
  const tied = (from: string, to: string) =>
    sql`exists (select from relation r where ${sql.ref(`r.${from}`)} = o.subject_id and length(${sql.ref(`r.${to}`)}) = 18 and ${inEffect('r')} and r.province = any(${provinces}::text[]))`
  return jsonArray(
    jsonObject(field.children, {
      product: () => sql`g.product`,
      code: () => sql`g.code`,
      name: () => sql`g.code`,
      records: () => sql`g.records`,
      joined: () => sql`g.joined`,
      linked: () => sql`g.linked`,
      unreached: () => sql`g.records - g.joined - g.linked`,
    }),
    sql`(with older as materialized (${sql.join(older, sql` union all `)}),
      subjects as (select o.subject_id, ${joined} as joined, (${tied('party_id', 'subject_id')} or ${tied('subject_id', 'party_id')}) as linked
        from (select distinct subject_id from older) o)
      select product, code, count(*) as records, count(*) filter (where joined) as joined, count(*) filter (where linked and not joined) as linked
      from older join subjects using (subject_id) group by product, code) g`,
    sql`g.product, g.code`,
  )
}

/** Adds `joinGain`: what older numbers and relationships add to what the unified code alone would reach. Counted when asked for, of the few records that stand under an older number. */
export function addJoins(
  builder: GraphBuilder,
  catalogue: Catalogue,
  { product, answers }: { product: ReturnType<typeof addProduct>; answers: Answers },
): void {
  const nameOf = (code: string): string => (catalogue.domain(code) ?? catalogue.category(code) ?? catalogue.dimension(code))?.name ?? code
  const gain = builder.objectRef<Row>('JoinGain').implement({
    description:
      'Records about organisations that are known without a 统一社会信用代码, by list domain, archive category or relation dimension. records = joined + linked + unreached.',
    fields: t => ({
      product: t.field({ type: product, resolve: byKey }),
      code: t.string({ resolve: byKey }),
      name: t.string({ resolve: one => nameOf(String(one['name'])) }),
      records: t.int({ description: 'Those that are shown.', resolve: byKey }),
      joined: t.int({
        description: 'Their organisation code stands in the 统一社会信用代码 of a subject (positions 9–17): they count as its own.',
        resolve: byKey,
      }),
      linked: t.int({
        description: 'A relationship in effect ties their subject to one with a 统一社会信用代码: it is met in that one’s network.',
        resolve: byKey,
      }),
      unreached: t.int({ resolve: byKey }),
    }),
  })
  builder.queryFields(t => ({
    joinGain: t.field({
      type: [gain],
      description: 'What older numbers and relationships add to what the 统一社会信用代码 alone would reach.',
      args: { province: t.arg.id() },
      resolve: async (_root, args, { viewer }, info) => {
        requireSubject(viewer, null)
        requireProduct(viewer, 'RELATIONSHIP')
        const field: Selected = { key: 'joinGain', name: 'joinGain', args, children: selectionOf(info) }
        const domains = agreedDomains(
          viewer,
          null,
          catalogue.domains().map(({ code }) => code),
        )
        const scope = { provinces: agreedProvinces(viewer, args.province ? [args.province] : null), products: viewer.agreement.products, domains }
        return (await answers.one(joinsJson(field, scope))) as Row[]
      },
    }),
  }))
}
