import { Missing } from './missing.ts'

const COUNTS = 'counts { total effective repaired ended }'
const UNITS = `province { code name } ${COUNTS} units { unit { code name } ${COUNTS} }`

/** The drill-downs, each from its product to the one unit that answers; `$codes` narrows the first level. */
const DOCUMENTS = {
  lists: `query($codes: [ID!]) { lists { ${COUNTS} domains(codes: $codes) { domain { code name } ${COUNTS} provinces { ${UNITS} } } } }`,
  archives: `query($codes: [SubjectKind!]) { archives { ${COUNTS} kinds(codes: $codes) { kind ${COUNTS} attributes { category { code name } ${COUNTS} indicators { indicator { code name } ${COUNTS} provinces { ${UNITS} } } } } } }`,
  relationships: `query($codes: [ID!]) { relationships { ${COUNTS} dimensions(codes: $codes) { dimension { code name } ${COUNTS} parties { partyKind ${COUNTS} provinces { placement ${UNITS} } } } } }`,
} as const

/** Who asks, for what, and where. */
export interface DrillParts {
  readonly gateway: string
  readonly token: string
  readonly purpose: string
  /** Names in `zh` or `en`. */
  readonly language: string
}

interface Counts {
  readonly total: number
  readonly effective: number
  readonly repaired: number
  readonly ended: number
}

type Node = Readonly<Record<string, unknown>> & { readonly counts: Counts }

/** Drills a product down through the gateway: a line for each node, its counts first, its children below it. */
export async function drill(product: string, codes: readonly string[], parts: DrillParts): Promise<string> {
  if (!Object.hasOwn(DOCUMENTS, product)) throw new Missing(`There is no drill-down of ${product}: ${Object.keys(DOCUMENTS).join(', ')}.`)
  const data = await ask(DOCUMENTS[product as keyof typeof DOCUMENTS], codes, parts)
  return [line(['total', 'effective', 'repaired', 'ended'], product, 0), ...drillLines(data[product] as Node, 0, product)].join('\n')
}

/** A node and all below it as lines: counts, then what it is, indented by its level. */
export function drillLines(node: Node, level: number, name: string): string[] {
  const { total, effective, repaired, ended } = node.counts
  const children = Object.values(node).find(value => Array.isArray(value)) as readonly Node[] | undefined
  return [line([total, effective, repaired, ended], name, level), ...(children ?? []).flatMap(child => drillLines(child, level + 1, nameOf(child)))]
}

async function ask(query: string, codes: readonly string[], { gateway, token, purpose, language }: DrillParts): Promise<Record<string, unknown>> {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'delta-purpose': purpose, 'accept-language': language },
    body: JSON.stringify({ query, variables: { codes: codes.length > 0 ? codes : null } }),
  }).catch(() => {
    throw new Missing(`The gateway does not answer at ${gateway}: start the system first, with npm start.`)
  })
  const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: { message: string; extensions: { code: string } }[] }
  const [error] = errors ?? []
  if (error || !data) throw new Missing(error ? `${error.extensions.code}: ${error.message}` : `The gateway answered ${response.status}.`)
  return data
}

function nameOf(node: Node): string {
  const term = Object.entries(node).find(([key, value]) => key !== 'counts' && value !== null && typeof value === 'object' && !Array.isArray(value))?.[1]
  if (term !== undefined) return `${(term as { code: string }).code} ${(term as { name: string }).name}`
  return String(Object.values(node).find(value => typeof value === 'string'))
}

function line(cells: readonly (string | number)[], name: string, level: number): string {
  return `${cells.map(cell => String(cell).padStart(10)).join('')}  ${'  '.repeat(level)}${name}`
}
