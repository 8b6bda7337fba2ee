import { Refusal, requireCase, requireSubject } from '@delta/access'
import { type GraphQLResolveInfo, type GraphQLSchema, GraphQLUnionType } from 'graphql'
import type { GraphContext } from './context.ts'
import type { Limits } from './limits.ts'
import { refuse } from './refusal.ts'
import { type Selected, selectionOf } from './selection.ts'

const TYPE = Symbol('entity type')

/** Answers all representations of one type at once: a value or null for each key, in the same order. */
export type EntityReader = (keys: readonly string[], selected: readonly Selected[], context: GraphContext) => Promise<readonly (object | null)[]>

/** An entity that this subgraph resolves: its one key field, what a key looks like, and its reader. */
export interface Entity {
  readonly key: string
  readonly form: RegExp
  /** Throws a `Refusal` for a key that the caller may not be told of: that representation alone is answered by it. */
  readonly admit?: (key: string, context: GraphContext) => void
  readonly read: EntityReader
}

const readKeys = (given: readonly unknown[], entities: Readonly<Record<string, Entity>>): { type: string; key: string }[] =>
  given.map(representation => {
    const { __typename: type, ...rest } = (representation ?? {}) as Record<string, unknown>
    const entity = typeof type === 'string' && Object.hasOwn(entities, type) ? entities[type] : undefined
    const key = entity && rest[entity.key]
    if (!entity || typeof key !== 'string' || !entity.form.test(key)) {
      throw refuse(
        'BAD_REPRESENTATION',
        `A representation here is ${Object.entries(entities)
          .map(([name, { key: field }]) => `${name} {${field}}`)
          .join(' or ')}, its key well formed.`,
      )
    }
    return { type: type as string, key }
  })

const refusalOf = ({ admit }: Entity, key: string, context: GraphContext): Refusal | null => {
  try {
    admit?.(key, context)
    return null
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
}

/** Makes `_entities` answer in batches: one read for each type, whatever the number of representations. Only the key of a representation is believed; a forged one is refused. */
export function answerEntities(schema: GraphQLSchema, entities: Readonly<Record<string, Entity>>, limits: Limits): void {
  const field = schema.getQueryType()?.getFields()['_entities']
  const union = schema.getType('_Entity')
  if (!field || !(union instanceof GraphQLUnionType)) throw new Error('the subgraph has no entities')
  union.resolveType = (value: { [TYPE]?: string }) => value[TYPE]
  field.resolve = async (_root: unknown, { representations }: { representations: readonly unknown[] }, context: GraphContext, info: GraphQLResolveInfo) => {
    if (representations.length > limits.representations)
      throw refuse('COST_LIMIT', `At most ${limits.representations} representations.`, { limit: limits.representations })
    const keys = readKeys(representations, entities)
    const answers: (object | null)[] = keys.map(({ type, key }) => refusalOf(entities[type]!, key, context))
    for (const [type, entity] of Object.entries(entities)) {
      const places = keys.flatMap((found, place) => (found.type === type && answers[place] === null ? [place] : []))
      if (places.length === 0) continue
      const values = await entity.read(
        places.map(place => keys[place]!.key),
        selectionOf(info, type),
        context,
      )
      places.forEach((place, index) => {
        const value = values[index]
        answers[place] = value ? { ...value, [TYPE]: type } : null
      })
    }
    return answers
  }
}

/** What subject ids look like: 统一社会信用代码, `ORG:`, `REG:` or `NP:` and what follows. */
export const SUBJECT_ID = /^(?:[0-9A-HJ-NPQRTUWXY]{18}|ORG:[0-9A-Z]{9}|REG:[0-9]{15}|NP:[A-Za-z0-9_-]{1,64})$/

/** Refuses a subject that the viewer's agreement does not hold, and a person without the case of the look. */
export function admitSubject(id: string, { viewer }: GraphContext): void {
  requireSubject(viewer, id)
  requireCase(viewer, id)
}
