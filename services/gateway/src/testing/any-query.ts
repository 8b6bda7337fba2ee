import type { GeneratorValue } from 'fast-check'
import fc from 'fast-check'
import {
  astFromValue,
  getNamedType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  print,
} from 'graphql'

/** A drawn request: often a valid one, now and then not. */
export interface AnyQuery {
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
}

/** What is selected under one response key, so that a key selected again asks for the same field with the same arguments. */
interface Taken {
  readonly head: string
  readonly field: GraphQLField<unknown, unknown>
  readonly inside: Map<string, Taken>
}

const IDS = ['91350100M000100Y43', 'NP:zhang', 'entry-1', 'entry-broken', 'item-1', 'rel-1', 'nobody']
const CODES: Readonly<Record<string, readonly string[]>> = {
  domains: ['B05', 'B02', 'B36', 'Z99'],
  provinces: ['330000', '310000', '340000'],
  units: ['ZJ-ECO', 'ZJ-MKT', 'ZJ-HUKOU'],
  indicators: ['ENT-BAS-001'],
  attributes: ['C01'],
  dimensions: ['LEGAL_REP', 'INVESTOR'],
}
const OTHERS: Readonly<Record<string, readonly unknown[]>> = {
  division: ['33', '3301'],
  after: ['bad', null],
  province: ['330000'],
  a: ['330000'],
  b: ['310000'],
  domain: ['B05'],
  month: ['2026-11'],
}
const INPUTS: Readonly<Record<string, readonly object[]>> = {
  SubjectMatch: [{ name: '某某' }, { code: IDS[0] }],
  AsOf: [{ valid: '2026-02-01' }, { known: '2026-06-01T00:00:00Z' }, { valid: '2026-02-30' }],
}
const DRILLS = ['lists', 'lists', 'archives', 'relationships', 'subject', 'listEntry', 'relation']
const DEEPEST = 9
const MOST_FIELDS = 40

const evenly = (most: number) => fc.noBias(fc.nat(most))

/** Draws queries over a schema: aliases, fragments, variables, directives, `__typename`, keys selected twice, arguments that are refused. */
export function drawQuery(g: GeneratorValue, schema: GraphQLSchema): AnyQuery {
  const variables: Record<string, unknown> = {}
  const declared: string[] = []
  const fragments: string[] = []
  let left = MOST_FIELDS
  const below = (end: number): number => g(evenly, end - 1)
  const one = <T>(values: readonly T[]): T => values[below(values.length)]!
  const chance = (percent: number): boolean => below(100) < percent

  const variable = (type: string, value: unknown): string => {
    const name = `v${declared.length}`
    declared.push(`$${name}: ${type}`)
    variables[name] = value
    return `$${name}`
  }
  const directive = (): string => {
    if (!chance(12)) return ''
    const value = chance(50)
    return ` @${one(['skip', 'include'])}(if: ${chance(60) ? variable('Boolean!', value) : value})`
  }
  const valueOf = (type: GraphQLInputType, field: string, name: string): unknown => {
    if (isNonNullType(type)) return valueOf(type.ofType as GraphQLInputType, field, name)
    if (isListType(type)) return Array.from({ length: one([1, 1, 2, 0]) }, () => valueOf(type.ofType as GraphQLInputType, field, name))
    if (isEnumType(type)) return one(type.getValues()).value
    if (isInputObjectType(type)) return one(INPUTS[type.name] ?? [{}])
    if (type.name === 'Boolean') return chance(50)
    if (type.name === 'Int') return name === 'first' ? one([10, 3, 1, 0, 2, 101]) : one([1, 2])
    if (name === 'codes' || name === 'code') return one(CODES[field.endsWith('s') ? field : `${field}s`] ?? ['330000'])
    return one(OTHERS[name] ?? IDS)
  }
  const argument = (field: string, { name, type }: GraphQLArgument): string => {
    const value = valueOf(type, field, name)
    const node = astFromValue(value, type)
    return `${name}: ${chance(30) || !node ? variable(String(type), value) : print(node)}`
  }
  const headOf = (field: GraphQLField<unknown, unknown>): string => {
    const given = field.args.filter(arg => isRequiredArgument(arg) || chance({ after: 4, asOf: 20 }[arg.name] ?? 45))
    return `${field.name}${given.length ? `(${given.map(arg => argument(field.name, arg)).join(', ')})` : ''}`
  }
  const fieldText = (key: string, { head, field, inside }: Taken, depth: number): string => {
    const type = getNamedType(field.type)
    const alias = key === field.name ? '' : `${key}: `
    return `${alias}${head}${directive()}${isObjectType(type) ? ` ${setText(type, inside, depth + 1)}` : ''}`
  }
  const drawField = (type: GraphQLObjectType, taken: Map<string, Taken>, depth: number): string => {
    if (chance(6)) return one(['__typename', 't: __typename'])
    left -= 1
    const fields = Object.values(type.getFields()).filter(field => (depth < DEEPEST && left > 0) || !isObjectType(getNamedType(field.type)))
    if (fields.length === 0) return '__typename'
    const deep = fields.filter(field => isObjectType(getNamedType(field.type)))
    const drill = depth === 0 && chance(70) ? type.getFields()[one(DRILLS)] : undefined
    const field = drill ?? (deep.length > 0 && chance(55) ? one(deep) : one(fields))
    const again = [...taken.entries()].find(([, known]) => known.field === field)
    if (again && chance(60)) return fieldText(...again, depth)
    const key = !taken.has(field.name) && chance(92) ? field.name : `a${below(100)}`
    if (taken.has(key)) return '__typename'
    const fresh = { head: headOf(field), field, inside: new Map<string, Taken>() }
    taken.set(key, fresh)
    return fieldText(key, fresh, depth)
  }
  const drawPart = (type: GraphQLObjectType, taken: Map<string, Taken>, depth: number): string => {
    if (left <= 0) return drawField(type, taken, depth)
    if (chance(8)) return `...${one(['', ` on ${type.name}`])}${directive()} ${setText(type, taken, depth)}`
    if (!chance(6)) return drawField(type, taken, depth)
    const body = setText(type, taken, depth)
    fragments.push(`fragment F${fragments.length} on ${type.name} ${body}`)
    return `...F${fragments.length - 1}${directive()}`
  }
  const setText = (type: GraphQLObjectType, taken: Map<string, Taken>, depth: number): string =>
    `{ ${Array.from({ length: left > 0 ? one([1, 2, 3]) : 1 }, () => drawPart(type, taken, depth)).join(' ')} }`

  const set = setText(schema.getQueryType()!, new Map(), 0)
  return { query: `query${declared.length ? `(${declared.join(', ')})` : ''} ${set} ${fragments.join(' ')}`, variables }
}
