import { requireSubject } from '@delta/access'
import { type GraphBuilder, refuse } from '@delta/graph'
import { type Catalogue, isMonth } from '@delta/model'
import type { OrderTypes } from './order-types.ts'
import type { ReportAsked, ReportGap, ReportLine, Reports, SupervisionReport } from './report.ts'
import { scopeOf } from './scope.ts'

/** What reports are answered with. */
export interface ReportGraphParts {
  readonly catalogue: Catalogue
  readonly reports: Reports
}

/** Refuses what is no month, province, city or unit. */
export function checkReport(catalogue: Catalogue, { month, province, city, unit }: ReportAsked): void {
  if (!isMonth(month)) throw refuse('BAD_ARGUMENT', 'month is a month in Asia/Shanghai: 2026-11.')
  if (province != null && !catalogue.province(province)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
  if (city != null && !catalogue.city(city)) throw refuse('BAD_ARGUMENT', 'city is the code of a city of the catalogue.')
  if (unit != null && !/^[A-Z]{2,3}-[A-Z]{2,8}(-\d{6})?$/.test(unit)) throw refuse('BAD_ARGUMENT', 'unit is a department’s code or a data-source unit’s.')
}

const addLine = (builder: GraphBuilder) =>
  builder.objectRef<ReportLine>('SupervisionLine').implement({
    description: 'The figures of a place or unit in the month.',
    fields: t => ({
      province: t.exposeID('province', { nullable: true }),
      city: t.exposeID('city', { nullable: true, description: 'Of a city’s line; null there for what lies at the province.' }),
      unit: t.exposeID('unit', { nullable: true }),
      name: t.exposeString('name'),
      measures: t.exposeInt('measures', { description: 'Measures for which orders stood open at some time in the month.' }),
      orders: t.exposeInt('orders', { description: 'Those orders.' }),
      raised: t.exposeInt('raised', { description: 'Of them raised in the month.' }),
      lifted: t.exposeInt('lifted', { description: 'Of them lifted in the month.' }),
      cases: t.exposeInt('cases', { description: 'Listings behind them.' }),
      subjects: t.exposeInt('subjects', { description: 'Listed subjects behind them.' }),
      dealtWith: t.exposeInt('dealtWith', {
        description: 'Subjects of which a department has said by the end of the month that an order is carried out, not applicable, or released.',
      }),
      coverage: t.exposeFloat('coverage', { nullable: true, description: '治理覆盖率: dealtWith / subjects; null where there are no subjects.' }),
      repairs: t.exposeInt('repairs', { description: 'Listings that ended by repair in the month.' }),
    }),
  })

const addGap = (builder: GraphBuilder, { level }: OrderTypes) => {
  const missing = builder.enumType('WorkMissing', {
    description: 'The subject’s place is not known down to the level; no power item there carries the measure; or no one department is known for it.',
    values: ['DIVISION', 'ITEM', 'DEPARTMENT'] as const,
  })
  return builder.objectRef<ReportGap>('SupervisionGap').implement({
    description: 'Measures of the month’s listings that end in no department.',
    fields: t => ({
      province: t.exposeID('province'),
      level: t.field({ type: level, resolve: gap => gap.level }),
      missing: t.field({ type: missing, resolve: gap => gap.missing }),
      count: t.exposeInt('count'),
    }),
  })
}

/** Adds `supervisionReport`. */
export function addReport(builder: GraphBuilder, types: OrderTypes, { catalogue, reports }: ReportGraphParts): void {
  const [line, gap] = [addLine(builder), addGap(builder, types)]
  const report = builder.objectRef<SupervisionReport>('SupervisionReport').implement({
    description: 'The monthly report of joint supervision. GET /reports/supervision gives it as JSON, CSV and a page to print.',
    fields: t => ({
      month: t.exposeString('month'),
      madeAt: t.field({ type: 'DateTime', resolve: one => one.madeAt }),
      complete: t.exposeBoolean('complete', { description: 'The month is over: the figures stand.' }),
      total: t.field({ type: line, resolve: one => one.total }),
      provinces: t.field({ type: [line], resolve: one => one.provinces }),
      cities: t.field({ type: [line], resolve: one => one.cities }),
      units: t.field({ type: [line], resolve: one => one.units }),
      gaps: t.field({ type: [gap], resolve: one => one.gaps }),
    }),
  })
  builder.queryFields(t => ({
    supervisionReport: t.field({
      type: report,
      description: 'Orders, cases, coverage and repairs of a month, by province, city and unit.',
      args: {
        month: t.arg.string({ required: true, description: 'In Asia/Shanghai: 2026-11.' }),
        province: t.arg.id(),
        city: t.arg.id(),
        unit: t.arg.id({ description: 'A department’s code, or a data-source unit’s: then of all its departments.' }),
      },
      resolve: (_root, asked, { viewer }) => {
        requireSubject(viewer, null)
        checkReport(catalogue, asked)
        return reports.report(scopeOf(catalogue, viewer), asked)
      },
    }),
  }))
}
