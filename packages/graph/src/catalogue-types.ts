import type { Area, Catalogue, Category, Dimension, Domain, Indicator, Named, Unit } from '@delta/model'
import { nameOf, provinceName } from '@delta/model'
import type { ObjectRef } from '@pothos/core'
import type { GraphQLResolveInfo } from 'graphql'
import type { BuilderTypes, GraphBuilder, Row } from './builder.ts'
import type { GraphContext } from './context.ts'
import { plain } from './plain.ts'

type Types = PothosSchemaTypes.ExtendDefaultTypes<BuilderTypes>

/** A term of the catalogue as the graph needs it. A code that the catalogue lacks names itself, so no answer fails for it. */
export type Term = Named & { readonly code: string }

/** A reference to a type whose value is a term of the catalogue. */
export type TermRef<T extends Term = Term> = ObjectRef<Types, T>

/** Resolvers that turn the code which SQL put under a response key into the catalogue's term. */
export interface Terms {
  province(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Term
  provinceOrNull(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Term | null
  domain(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Domain
  unit(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Unit
  unitOrNull(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Unit | null
  indicator(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Indicator
  category(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Category
  dimension(row: Row, args: unknown, context: GraphContext, info: GraphQLResolveInfo): Dimension
}

/** Makes the resolvers over a catalogue. */
export function createTerms(catalogue: Catalogue): Terms {
  const termOf = <T extends Term>(look: (code: string) => T | null, code: string): T => look(code) ?? ({ code, name: code, nameEn: null } as unknown as T)
  const found = <T extends Term>(look: (code: string) => T | null) => plain((row: Row, _context, key): T => termOf(look, row[key] as string))
  const orNull = <T extends Term>(look: (code: string) => T | null) =>
    plain((row: Row, _context, key): T | null => (row[key] == null ? null : termOf(look, row[key] as string)))
  const anyProvince = (code: string): Term | null => catalogue.province(code) ?? { code, name: provinceName(code) ?? code, nameEn: null }
  return {
    province: found(anyProvince),
    provinceOrNull: orNull(anyProvince),
    domain: found(catalogue.domain),
    unit: found(catalogue.unit),
    unitOrNull: orNull(catalogue.unit),
    indicator: found(catalogue.indicator),
    category: found(catalogue.category),
    dimension: found(catalogue.dimension),
  }
}

const name = plain((term: Named, { locale }): string => nameOf(term, locale))

/** How a subgraph holds an entity of the catalogue: `owner` resolves references, the others only name it. */
export interface EntityOptions {
  readonly owner: boolean
}

const asTermEntity = (builder: GraphBuilder, ref: TermRef<never> | ObjectRef<Types, never>, { owner }: EntityOptions): void => {
  builder.asEntity(
    ref as never,
    {
      key: builder.keyDirective(builder.selection<{ code: string }>('code'), owner as never),
      resolveReference: () => {
        throw new Error('references are answered by _entities')
      },
    } as never,
  )
}

/** Adds Province (省域): code and name. */
export function addProvince(builder: GraphBuilder, options: EntityOptions): TermRef {
  const ref = builder.objectRef<Term>('Province').implement({
    description: 'A province-level division: one of the four that publish, or any other that a person’s 户籍 lies in. Codes are GB/T 2260.',
    fields: t => ({ code: t.exposeID('code'), name: t.string({ shareable: true, resolve: name }) }),
  })
  asTermEntity(builder, ref as never, options)
  return ref
}

/** Adds SourceUnit (数源责任单位): code and name. */
export function addSourceUnit(builder: GraphBuilder, options: EntityOptions): TermRef<Unit> {
  const ref = builder.objectRef<Unit>('SourceUnit').implement({
    description: 'A data-source unit (数源责任单位): where a drill-down ends.',
    fields: t => ({ code: t.exposeID('code'), name: t.string({ shareable: true, resolve: name }) }),
  })
  asTermEntity(builder, ref as never, options)
  return ref
}

/** Adds the enum Polarity. */
export function addPolarity(builder: GraphBuilder) {
  return builder.enumType('Polarity', { description: 'Red (honours), black (dishonesty) or watch list.', values: ['RED', 'BLACK', 'WATCH'] as const })
}

/** Adds Domain (名单领域): code, name, polarity and area. */
export function addDomain(
  builder: GraphBuilder,
  polarity: ReturnType<typeof addPolarity>,
  areaOf: (code: string) => Area | null,
  options: EntityOptions,
): TermRef<Domain> {
  const area = builder.objectRef<Term>('Area').implement({
    shareable: true,
    description: 'A field (领域): its black, red and watch lists belong together.',
    fields: t => ({ code: t.exposeID('code'), name: t.string({ resolve: name }) }),
  })
  const ref = builder.objectRef<Domain>('Domain').implement({
    description: 'A list domain (名单领域), with its one polarity.',
    fields: t => ({
      code: t.exposeID('code'),
      name: t.string({ shareable: true, resolve: name }),
      polarity: t.field({ type: polarity, shareable: true, resolve: plain((domain: Domain) => domain.polarity) }),
      area: t.field({
        type: area,
        shareable: true,
        resolve: plain((domain: Domain) => areaOf(domain.area) ?? { code: domain.area, name: domain.area, nameEn: null }),
      }),
    }),
  })
  asTermEntity(builder, ref as never, options)
  return ref
}

/** Adds a plain term: a type with `code` and `name`. */
export function addTerm<T extends Term>(builder: GraphBuilder, typeName: string, description: string): TermRef<T> {
  const ref = builder.objectRef<T>(typeName)
  ref.implement({
    shareable: true,
    description,
    fields: t => ({ code: t.id({ resolve: plain((term: Term) => term.code) }), name: t.string({ resolve: name }) }),
  })
  return ref
}

/** Adds the enum SubjectKind. */
export function addSubjectKind(builder: GraphBuilder) {
  return builder.enumType('SubjectKind', {
    description: 'The five kinds of subjects.',
    values: {
      ENT: { description: '企业' },
      NAT: { description: '自然人' },
      GOV: { description: '政府机构' },
      SOC: { description: '社会组织' },
      INS: { description: '事业单位' },
    } as const,
  })
}
