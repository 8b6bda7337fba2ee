import { type Agreement, agreedProvinces, requireSubject, type Viewer } from '@delta/access'
import {
  addPageInfo,
  type Answers,
  answerEntities,
  createBuilder,
  type Limits,
  PAGE,
  refuse,
  type Row,
  type Selected,
  selectionOf,
  subgraphSchema,
} from '@delta/graph'
import type { Catalogue, Day } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { qualityReportJson, rejectionsJson, type RejectionScope } from './drill.ts'
import { addAgreement, addProduct, agreementsFor } from './graph-agreements.ts'
import { addCatalogue } from './graph-catalogue.ts'
import { addDeliveries } from './graph-deliveries.ts'
import { addQuality } from './graph-types.ts'

/** What the catalogue subgraph is made of. */
export interface CatalogueGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly limits: Limits
  /** All that there are, in force or not. */
  readonly agreements: readonly Agreement[]
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

const scopeOf = (
  viewer: Viewer,
  given: { province?: string | null | undefined; unit?: string | null | undefined; code?: string | null | undefined },
): RejectionScope => {
  requireSubject(viewer, null)
  return {
    provinces: agreedProvinces(viewer, given.province ? [given.province] : null),
    products: viewer.agreement.products,
    unit: given.unit ?? null,
    code: given.code ?? null,
  }
}

/** The catalogue subgraph: it owns Province, Domain and SourceUnit, and tells what was refused (`rejections`, `qualityReport`), what has reached whom (`deliveries`) and who may ask what (`agreements`). */
export function catalogueGraph({ catalogue, answers, limits, agreements, today }: CatalogueGraphParts): GraphQLSchema {
  const builder = createBuilder()
  const types = { ...addCatalogue(builder, catalogue, today), product: addProduct(builder), pageInfo: addPageInfo(builder) }
  const { connection, report } = addQuality(builder, catalogue, types)
  addDeliveries(builder, catalogue, { ...types, answers })
  const agreement = addAgreement(builder, catalogue, types)
  builder.queryFields(t => ({
    agreements: t.field({
      type: [agreement],
      description: 'The agreement that the call is made under; for the operator, all.',
      resolve: (_root, _args, { viewer }) => [...agreementsFor(viewer, agreements)],
    }),
    rejections: t.field({
      type: connection,
      description: 'Source rows and files that were refused and are not mended yet.',
      args: { province: t.arg.id(), unit: t.arg.id(), code: t.arg.string(), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) => {
        const field: Selected = { key: 'rejections', name: 'rejections', args, children: selectionOf(info) }
        return (await answers.one(rejectionsJson(field, scopeOf(viewer, args)))) as Row
      },
    }),
    qualityReport: t.field({
      type: report,
      nullable: true,
      args: { unit: t.arg.id({ required: true }), month: t.arg.string({ description: '2026-11; all months where not given.' }) },
      resolve: async (_root, { unit, month }, { viewer }, info) => {
        if (month && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw refuse('BAD_ARGUMENT', 'month is like 2026-11.')
        const scope = scopeOf(viewer, {})
        return catalogue.unit(unit) ? ((await answers.one(qualityReportJson(selectionOf(info), unit, month ?? null, scope))) as Row) : null
      },
    }),
  }))
  const schema = subgraphSchema(builder)
  const named = <T extends object>(look: (code: string) => T | null) => ({
    key: 'code',
    form: /^[A-Z0-9-]{1,40}$/,
    read: async (codes: readonly string[]) => codes.map(look),
  })
  answerEntities(schema, { Province: named(catalogue.province), Domain: named(catalogue.domain), SourceUnit: named(catalogue.unit) }, limits)
  return schema
}
