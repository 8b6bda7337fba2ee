import type { GraphBuilder, NodeRef } from '@delta/graph'
import { type Catalogue, ITEM_CODE_SCHEMES, type ItemCodeParts, type MeasureStep, type PowerItem } from '@delta/model'
import type { MeasureTerms } from './terms-types.ts'

/** The leaf of the ladder, and a step of a resolution. */
export interface ItemTypes {
  readonly item: NodeRef<PowerItem>
  readonly step: NodeRef<MeasureStep>
  readonly missing: ReturnType<typeof addMissing>
}

const addCode = (builder: GraphBuilder, catalogue: Catalogue): NodeRef<PowerItem> => {
  const scheme = builder.enumType('ItemCodeScheme', { values: ITEM_CODE_SCHEMES })
  const parts = builder.objectRef<ItemCodeParts>('ItemCodeParts').implement({
    description: 'What the code’s scheme tells apart; null where it has no such part.',
    fields: t => ({
      category: t.exposeString('category', { nullable: true }),
      main: t.exposeString('main', { nullable: true }),
      sub: t.exposeString('sub', { nullable: true, description: 'Null for none (000).' }),
      authority: t.exposeString('authority', { nullable: true, description: '事权层级: 1 nation, 2 province, 3 city, 4 county.' }),
      division: t.exposeString('division', { nullable: true }),
      organisation: t.exposeString('organisation', { nullable: true }),
      serial: t.exposeString('serial', { nullable: true }),
    }),
  })
  return builder.objectRef<PowerItem>('PowerItem').implement({
    description: 'A power item (权力事项). Its code is opaque text; scheme and parts are what is read of it.',
    fields: t => ({
      code: t.id({ resolve: ({ code }) => code.text }),
      name: t.string({
        description: 'The measure’s: the catalogue gives items no names of their own.',
        resolve: ({ measure }) => catalogue.measure(measure)!.name,
      }),
      basicCode: t.exposeString('basicCode'),
      scheme: t.field({ type: scheme, nullable: true, resolve: ({ code }) => code.scheme }),
      parts: t.field({ type: parts, resolve: ({ code }) => code.parts }),
    }),
  })
}

/** Adds MeasureItem (the leaf: one item, one department) and MeasureStep. */
export function addItems(builder: GraphBuilder, catalogue: Catalogue, { measure, level }: MeasureTerms): ItemTypes {
  const code = addCode(builder, catalogue)
  const item = builder.objectRef<PowerItem>('MeasureItem').implement({
    description: 'Where the ladder ends: a power item at a division, with its one department.',
    fields: t => ({
      measure: t.field({ type: measure, resolve: one => catalogue.measure(one.measure)! }),
      item: t.field({ type: code, resolve: one => one }),
      division: t.exposeID('division', { description: 'Code of the division where the item lies.' }),
      divisionName: t.string({ nullable: true, resolve: one => catalogue.division(one.division)?.name ?? null }),
      department: t.string({ description: 'The one department (责任部门) that acts.', resolve: one => one.department.name }),
      departmentDivision: t.id({
        description: 'Code of the division whose department it is: of a county branch of a city bureau, the city’s.',
        resolve: one => one.department.division,
      }),
      bureau: t.string({ nullable: true, description: 'The city bureau that a branch (分局) belongs to.', resolve: one => one.department.bureau }),
    }),
  })
  const missing = addMissing(builder)
  const unresolved = builder.objectRef<MeasureStep & { kind: 'UNRESOLVED' }>('UnresolvedMeasure').implement({
    fields: t => ({ level: t.field({ type: level, resolve: one => one.level }), missing: t.field({ type: missing, resolve: one => one.missing }) }),
  })
  const step = builder.objectRef<MeasureStep>('MeasureStep').implement({
    description: 'A measure at a level: either an item with its department, or what is missing.',
    fields: t => ({
      measure: t.field({ type: measure, resolve: one => one.measure }),
      level: t.field({ type: level, resolve: one => one.level }),
      item: t.field({ type: item, nullable: true, resolve: one => (one.kind === 'RESOLVED' ? one.item : null) }),
      unresolved: t.field({ type: unresolved, nullable: true, resolve: one => (one.kind === 'UNRESOLVED' ? one : null) }),
    }),
  })
  return { item, step, missing }
}

const MISSING = {
  DIVISION: { description: 'The subject’s place is not in the province, or not known down to this level.' },
  ITEM: { description: 'No power item there carries the measure.' },
  DEPARTMENT: { description: 'An item there names more than one department.' },
} as const

const addMissing = (builder: GraphBuilder) => builder.enumType('MeasureMissing', { values: MISSING })
