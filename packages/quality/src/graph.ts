import { type Agreement, agreedProvinces, requireSubject, type Viewer } from '@delta/access'
import { addPageInfo, type Answers, answerEntities, createBuilder, type Limits, PAGE, type Row, type Selected, selectionOf, subgraphSchema } from '@delta/graph'
import type { Catalogue, Day, Workdays } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { rejectionsJson, type RejectionScope } from './drill.ts'
import { addAgreement, addProduct, agreementsFor } from './graph-agreements.ts'
import { addCatalogue } from './graph-catalogue.ts'
import { addDeliveries } from './graph-deliveries.ts'
import { addConflicts } from './graph-conflicts.ts'
import { addDoubts } from './graph-doubts.ts'
import { addJoins } from './graph-joins.ts'
import { addReport, unitReport } from './graph-report.ts'
import { addQuality } from './graph-types.ts'
import type { QualityReports } from './quality-report.ts'
import { checkMonth } from './report-http.ts'

/** What the catalogue subgraph is made of. */
export interface CatalogueGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly reports: QualityReports
  readonly workdays: Workdays
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

/** The catalogue subgraph: it owns Province, Domain and SourceUnit, and tells what was refused (`rejections`), how good the sources are (`qualityReport`, `conflicts`, `nameDoubts`, `joinGain`), what has reached whom (`deliveries`) and who may ask what (`agreements`). */
export function catalogueGraph({ catalogue, answers, reports, workdays, limits, agreements, today }: CatalogueGraphParts): GraphQLSchema {
  const builder = createBuilder()
  const types = { ...addCatalogue(builder, catalogue, today), product: addProduct(builder), pageInfo: addPageInfo(builder) }
  const { connection } = addQuality(builder, catalogue, types)
  const report = addReport(builder, catalogue, types)
  addConflicts(builder, catalogue, { ...types, answers, workdays, today })
  addDoubts(builder, catalogue, { ...types, answers })
  addJoins(builder, catalogue, { ...types, answers })
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
      resolve: async (_root, { unit: code, month }, { viewer }) => {
        checkMonth(month)
        const { provinces, products } = scopeOf(viewer, {})
        const unit = catalogue.unit(code)
        return unit && unitReport(unit, await reports.report({ provinces, products }, { month: month ?? null, unit: code }))
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
