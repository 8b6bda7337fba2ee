import { agreedDomains, agreedProvinces, requireProduct, type Viewer } from '@delta/access'
import { createBuilder, recognitionAsked, refuse, subgraphSchema } from '@delta/graph'
import { type Catalogue, type Day, isProvince, type Province } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { diffLadders } from './diff.ts'
import { addDiff } from './diff-types.ts'
import { initiatorsOf } from './initiators.ts'
import { addItems } from './item-types.ts'
import { ladderOf } from './ladder.ts'
import { addLadder } from './ladder-types.ts'
import { regimeOf } from './regime.ts'
import { addRegime } from './regime-types.ts'
import { addMeasureTerms } from './terms-types.ts'

/** What the measure subgraph is made of. */
export interface MeasureGraphParts {
  readonly catalogue: Catalogue
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

const DOMAIN = 'Only for entries of this domain.'

/** What a viewer may see: whoever holds the lists holds the measures that follow from them. They are law, and about nobody. */
const createScope = (catalogue: Catalogue) => {
  const all = catalogue.domains().map(({ code }) => code)
  return {
    domains: (viewer: Viewer, domain: string | null | undefined): readonly string[] => {
      requireProduct(viewer, 'LIST')
      if (domain != null && !all.includes(domain)) throw refuse('BAD_ARGUMENT', 'domain is a code of the catalogue, like B05.')
      return agreedDomains(viewer, domain == null ? null : [domain], all)
    },
    provinces: (viewer: Viewer, ...asked: readonly string[]): readonly Province[] => {
      if (!asked.every(isProvince)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
      return agreedProvinces(viewer, asked.length > 0 ? asked : null).filter(isProvince)
    },
  }
}

/** The measure subgraph: `measures`, `measureDiff`, `resolveMeasures`, `initiators` and `regime`, all from the catalogue in memory. */
export function measureGraph({ catalogue, today }: MeasureGraphParts): GraphQLSchema {
  const builder = createBuilder()
  const terms = addMeasureTerms(builder, catalogue)
  const items = addItems(builder, catalogue, terms)
  const product = addLadder(builder, catalogue, terms, items)
  const diff = addDiff(builder, terms, items)
  const { initiator, regime } = addRegime(builder, terms)
  const scope = createScope(catalogue)
  const { gaps } = catalogue.measureTotality()
  builder.queryFields(t => ({
    measures: t.field({
      type: product,
      description: 'The ladder of joint measures.',
      args: { polarity: t.arg({ type: terms.polarity, required: true }), domain: t.arg.id({ description: DOMAIN }) },
      resolve: (_root, { polarity, domain }, { viewer }) =>
        ladderOf(catalogue, gaps, { polarity, domains: scope.domains(viewer, domain), provinces: scope.provinces(viewer) }),
    }),
    measureDiff: t.field({
      type: diff,
      description: 'Compares two provinces’ ladders.',
      args: {
        a: t.arg.id({ required: true }),
        b: t.arg.id({ required: true }),
        polarity: t.arg({ type: terms.polarity, required: true }),
        domain: t.arg.id({ description: DOMAIN }),
      },
      resolve: (_root, { a, b, polarity, domain }, { viewer }) => {
        scope.provinces(viewer, a, b)
        return diffLadders(catalogue, a, b, { polarity, domains: scope.domains(viewer, domain) })
      },
    }),
    resolveMeasures: t.field({
      type: [items.step],
      description: 'The measures that an entry of a list calls for in a province: at each level one department an item, or what is missing.',
      args: {
        domain: t.arg.id({ required: true, description: 'Of the entry; a watch list calls for none.' }),
        province: t.arg.id({ required: true, description: 'The province that is to act.' }),
        division: t.arg.id({ description: 'Of the subject: 6 digits.' }),
        from: t.arg.id({ description: 'The province that found it: where its finding does not bind, it calls for nothing. The acting one where not given.' }),
      },
      resolve: (_root, { domain, province, division, from }, { viewer }) => {
        if (division != null && !/^\d{6}$/.test(division)) throw refuse('BAD_ARGUMENT', 'division has 6 digits.')
        scope.domains(viewer, domain)
        const [acting] = scope.provinces(viewer, province)
        if (from != null && recognitionAsked(catalogue, domain, from, acting!, today())?.effect !== 'BINDS') return []
        return catalogue.resolveMeasures({ domain, polarity: catalogue.domain(domain)!.polarity, province: acting!, division: division ?? null })
      },
    }),
    initiators: t.field({
      type: [initiator],
      description: 'Who initiated which memorandum (发起单位清单).',
      args: { domain: t.arg.id() },
      resolve: (_root, { domain }, { viewer }) => initiatorsOf(catalogue, scope.domains(viewer, domain), today()),
    }),
    regime: t.field({
      type: regime,
      resolve: (_root, _args, { viewer }) => {
        const domains = scope.domains(viewer, null)
        return regimeOf(catalogue, scope.provinces(viewer), domains, today())
      },
    }),
  }))
  return subgraphSchema(builder)
}
