import {
  addDomain,
  addPolarity,
  addProvince,
  addRecognition,
  addSourceUnit,
  addSubjectKind,
  addTerm,
  dayAsked,
  type GraphBuilder,
  recognitionAsked,
  type Term,
  type TermRef,
} from '@delta/graph'
import type { Catalogue, Day, Domain, GovernmentFunction, Indicator, Unit } from '@delta/model'

/** Types that this subgraph owns. */
export interface CatalogueTypes {
  readonly province: TermRef
  readonly unit: TermRef<Unit>
  readonly domain: TermRef<Domain>
  readonly kind: ReturnType<typeof addSubjectKind>
}

type EarlierName = Unit['earlierNames'][number]

const addUnitFields = (
  builder: GraphBuilder,
  catalogue: Catalogue,
  unit: TermRef<Unit>,
  province: TermRef,
  fn: TermRef<GovernmentFunction>,
  city: TermRef,
): void => {
  const earlier = builder.objectRef<EarlierName>('EarlierName').implement({
    fields: t => ({
      name: t.exposeString('name'),
      validFrom: t.field({ type: 'Date', nullable: true, resolve: one => one.validFrom }),
      validTo: t.field({ type: 'Date', nullable: true, resolve: one => one.validTo }),
    }),
  })
  builder.objectFields(unit, t => ({
    function: t.field({
      type: fn,
      description: 'By which competence is assigned.',
      resolve: one => catalogue.functions().find(found => found.code === one.function) ?? { code: one.function, name: one.function, nameEn: null },
    }),
    provinces: t.field({
      type: [province],
      description: 'Where it answers; some serve several.',
      resolve: one => one.provinces.flatMap(code => catalogue.province(code) ?? []),
    }),
    city: t.field({
      type: city,
      nullable: true,
      description: 'The city whose own unit it is (计划单列市).',
      resolve: one => (one.city === null ? null : catalogue.city(one.city)),
    }),
    earlierNames: t.field({ type: [earlier], resolve: one => one.earlierNames }),
    validFrom: t.field({ type: 'Date', nullable: true, resolve: one => one.validFrom }),
    validTo: t.field({ type: 'Date', nullable: true, resolve: one => one.validTo }),
    successor: t.field({ type: unit, nullable: true, resolve: one => (one.successor === null ? null : catalogue.unit(one.successor)) }),
  }))
}

const addDomainFields = (builder: GraphBuilder, catalogue: Catalogue, domain: TermRef<Domain>, province: TermRef): void => {
  builder.objectFields(domain, t => ({
    serious: t.boolean({ description: 'A list of serious dishonesty (严重失信主体名单).', resolve: one => one.serious }),
    current: t.boolean({ description: 'The list is kept today.', resolve: one => one.now }),
    leadProvince: t.field({
      type: province,
      nullable: true,
      description: 'Regional lead (牵头省份).',
      resolve: one => (one.leadProvince === null ? null : catalogue.province(one.leadProvince)),
    }),
  }))
}

/** Adds the catalogue's own types and root fields: `province`, `domain`, `sourceUnit` and their lists. They are answered from memory. */
export function addCatalogue(builder: GraphBuilder, catalogue: Catalogue, today: () => Day): CatalogueTypes {
  const polarity = addPolarity(builder)
  const kind = addSubjectKind(builder)
  const province = addProvince(builder, { owner: true })
  const unit = addSourceUnit(builder, { owner: true })
  const domain = addDomain(builder, polarity, catalogue.area, { owner: true })
  const fn = addTerm<GovernmentFunction>(builder, 'GovernmentFunction', 'A government function (职能).')
  const city: TermRef = addTerm<Term>(builder, 'City', 'A 设区市, or Shanghai as province and city.')
  const indicator = addTerm<Indicator>(builder, 'Indicator', 'An archive indicator (信用档案指标).')
  addUnitFields(builder, catalogue, unit, province, fn, city)
  addDomainFields(builder, catalogue, domain, province)
  const recognition = addRecognition(builder)
  builder.queryFields(t => ({
    province: t.field({ type: province, nullable: true, args: { code: t.arg.id({ required: true }) }, resolve: (_root, { code }) => catalogue.province(code) }),
    provinces: t.field({ type: [province], resolve: () => catalogue.rows('provinces').flatMap(row => catalogue.province(row['code'] ?? '') ?? []) }),
    domain: t.field({ type: domain, nullable: true, args: { code: t.arg.id({ required: true }) }, resolve: (_root, { code }) => catalogue.domain(code) }),
    domains: t.field({
      type: [domain],
      args: { polarity: t.arg({ type: [polarity] }), areas: t.arg.idList() },
      resolve: (_root, { polarity: wanted, areas }) =>
        catalogue.domains().filter(one => (!wanted || wanted.includes(one.polarity)) && (!areas || areas.includes(one.area))),
    }),
    recognition: t.field({
      type: recognition,
      nullable: true,
      description: 'What a finding of one province does in another (信用互认). Null for a domain that there is not.',
      args: {
        domain: t.arg.id({ required: true }),
        from: t.arg.id({ required: true, description: 'The province that found.' }),
        to: t.arg.id({ required: true, description: 'The province that would use it.' }),
        on: t.arg.string({ description: 'The day on which it would be used; today where not given.' }),
      },
      resolve: (_root, { domain, from, to, on }) => recognitionAsked(catalogue, domain, from, to, dayAsked(on, today)),
    }),
    sourceUnit: t.field({ type: unit, nullable: true, args: { code: t.arg.id({ required: true }) }, resolve: (_root, { code }) => catalogue.unit(code) }),
    sourceUnits: t.field({
      type: [unit],
      args: { province: t.arg.id(), function: t.arg.id() },
      resolve: (_root, args) =>
        catalogue
          .units()
          .filter(one => (!args.province || one.provinces.some(code => code === args.province)) && (!args.function || one.function === args.function)),
    }),
    indicators: t.field({
      type: [indicator],
      args: { kind: t.arg({ type: kind }) },
      resolve: (_root, args) => (args.kind ? catalogue.indicatorsOf(args.kind) : catalogue.indicators()),
    }),
  }))
  return { province, unit, domain, kind }
}
