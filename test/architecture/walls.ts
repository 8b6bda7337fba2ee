import type { Tree } from './read-tree.ts'

/** The floor of every package; services stand on top. A room may import its own floor's rooms and lower ones, but products never each other. */
export const FLOORS: Readonly<Record<string, number>> = {
  model: 0,
  mapping: 0,
  catalogue: 1,
  store: 1,
  source: 1,
  seal: 1,
  stream: 1,
  wire: 1,
  graph: 1,
  access: 1,
  service: 1,
  archive: 2,
  relationship: 2,
  list: 2,
  quality: 2,
  measure: 2,
  repair: 2,
  sampling: 2,
  supervision: 2,
  adapter: 3,
  projection: 3,
  feed: 3,
  subscriber: 3,
  synthetic: 3,
  operator: 3,
  replay: 3,
}

/** Outside technologies and the only rooms that may touch them. */
export const OWNERS: Readonly<Record<string, readonly string[]>> = {
  pg: ['packages/store', 'infra/dev', 'test'],
  kafkajs: ['packages/stream', 'test'],
  jose: ['packages/seal', 'packages/access', 'test'],
  pino: ['packages/service'],
  '@opentelemetry/sdk-node': ['packages/service'],
  '@graphql-hive/gateway-runtime': ['services/gateway'],
}

const isTest = (path: string): boolean => path.startsWith('test/') || /\.(test|bench|test-d)\.ts$/.test(path) || /\/testing(\/|[-a-z]*\.ts$)/.test(path)

const SPECIFIERS = [
  /^\s*(?:import|export)\b[^'"\n;]*?\bfrom\s*['"]([^'"\n]+)['"]/gm,
  /^\s*\}\s*from\s*['"]([^'"\n]+)['"]/gm,
  /^\s*import\s*['"]([^'"\n]+)['"]/gm,
  /\bimport\(\s*['"]([^'"\n]+)['"]\s*\)/g,
]

const importsOf = (text: string): string[] => SPECIFIERS.flatMap(pattern => [...text.matchAll(pattern)].map(match => match[1]!))

const roomOf = (path: string): string =>
  path
    .split('/')
    .slice(0, path.startsWith('test/') ? 1 : 2)
    .join('/')
const packageOf = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
const withoutText = (text: string): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/[^\n]*/g, '')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''")

/** Rooms that are given away alone, and the only rooms that they may import. */
const ALONE: Readonly<Record<string, readonly string[]>> = { subscriber: ['model', 'seal', 'store'] }

type Wall = (path: string, text: string) => string[]

const floors: Wall = (path, text) => {
  const [top, room] = path.split('/') as [string, string]
  if (isTest(path) || (top !== 'packages' && top !== 'services')) return []
  const own = top === 'services' ? 9 : FLOORS[room]
  if (own === undefined) return [`${path}: the room ${room} stands on no floor`]
  return importsOf(text).flatMap(specifier => {
    const other = /^@delta\/([^/]+)/.exec(specifier)?.[1]
    if (other === undefined || other === room) return []
    if (specifier !== `@delta/${other}`) return [`${path}: reaches inside ${other} instead of its index`]
    const floor = FLOORS[other]
    if (floor === undefined) return [`${path}: imports ${other}, which is not a package that a room may import`]
    if (floor > own) return [`${path}: imports ${other} from a higher floor`]
    return own === 2 && floor === 2 ? [`${path}: a product imports the product ${other}`] : []
  })
}

const owners: Wall = (path, text) =>
  importsOf(text).flatMap(specifier => {
    const allowed = OWNERS[packageOf(specifier)]
    return !allowed || allowed.includes(roomOf(path)) || isTest(path)
      ? []
      : [`${path}: imports ${packageOf(specifier)}, which belongs to ${allowed.join(', ')}`]
  })

const purity: Wall = (path, text) => {
  const room = path.split('/')[1]!
  if (!path.startsWith('packages/') || isTest(path) || FLOORS[room] !== 0) return []
  return importsOf(text)
    .filter(specifier => !specifier.startsWith('./') && !specifier.startsWith('../') && specifier !== '@delta/model')
    .map(specifier => `${path}: a pure room imports ${specifier}`)
}

const alone: Wall = (path, text) => {
  const room = path.split('/')[1]!
  const allowed = ALONE[room]
  if (!path.startsWith('packages/') || isTest(path) || !allowed) return []
  return importsOf(text)
    .map(specifier => /^@delta\/([^/]+)/.exec(specifier)?.[1])
    .filter(other => other !== undefined && other !== room && !allowed.includes(other))
    .map(other => `${path}: imports ${other}, but a city installs ${room} with only ${allowed.join(', ')}`)
}

const inside: Wall = (path, text) =>
  importsOf(text)
    .filter(specifier => specifier.startsWith('.'))
    .flatMap(specifier => {
      const target = new URL(specifier, `file:///${path}`).pathname.slice(1)
      return roomOf(target) === roomOf(path) || isTest(path) ? [] : [`${path}: reaches into ${target} by a path`]
    })

const environment: Wall = (path, text) =>
  /process\.env\b/.test(withoutText(text)) && !/^services\/[^/]+\/src\/config\.ts$/.test(path) && !path.startsWith('infra/') && !isTest(path)
    ? [`${path}: reads process.env outside config.ts`]
    : []

const declaration: Wall = (path, text) => {
  if (!/^services\/adapter-[^/]+\/src\/(province|codes|deliver|deliver-codes)\.ts$/.test(path)) return []
  const bare = withoutText(text)
  return ['if', 'for', 'while', 'switch', 'await', 'new', 'function', '=>', '?']
    .filter(word => (/\w/.test(word) ? new RegExp(`\\b${word}\\b`) : { test: (t: string) => t.includes(word) }).test(bare))
    .map(word => `${path}: a province is a declaration, but says ${word}`)
}

/** Who reads rows that tell what is in effect (the supervision follows the log alone), and the only files that may compare a status, a class or a day of it: the rules themselves, the condition that readers use, and the sweeps. */
const GATED = new Set(['access', 'archive', 'feed', 'graph', 'list', 'measure', 'projection', 'quality', 'relationship', 'repair', 'sampling', 'subscriber'])
const GATES = new Set(['archive', 'list', 'relationship'].map(room => `packages/${room}/src/sweep.ts`))
const STATUSES = `'(?:EFFECTIVE|REPAIRED|DELISTED|EXPIRED|WITHDRAWN|REVOKED|VALID)'`
const COMPARISONS = [
  new RegExp(`(?:[!=]==?|<>|=)\\s*${STATUSES}`),
  new RegExp(`${STATUSES}\\s*(?:[!=]==?|<>|=)`),
  /\b(?:status|status_class|statusClass)\b["`}]*\s*(?:[!=]==?|<>|=|\bin\b\s*\(|\bis (?:not )?distinct from\b)\s*'/,
  /\b(?:changes_on|removed_on|valid_to|removedOn|publicUntil|changesOn)\b\s*(?:<=?|>=?)(?!\w)/,
]

const gate: Wall = (path, text) => {
  const [top, room] = path.split('/') as [string, string]
  const gated = top === 'packages' ? GATED.has(room) : top === 'services' && !room.startsWith('adapter-')
  if (!gated || isTest(path) || GATES.has(path)) return []
  const bare = text.replaceAll(/\/\*[\s\S]*?\*\//g, '')
  return bare
    .split('\n')
    .flatMap(line => (COMPARISONS.some(one => one.test(line)) ? [`${path}: decides by itself what is in effect: ${line.trim().slice(0, 100)}`] : []))
}

const shape: Wall = (path, text) => [
  ...(text.split('\n').length > 301 ? [`${path}: ${text.split('\n').length} lines, over 300`] : []),
  ...(/^export default\b/m.test(withoutText(text)) && !path.endsWith('.config.ts') ? [`${path}: a default export`] : []),
  ...(/^export \* /m.test(text) ? [`${path}: exports a whole file instead of names`] : []),
  ...(/(^|\/)[^/]*[A-Z_][^/]*$/.test(path) ? [`${path}: not a kebab-case name`] : []),
]

/** The walls of the house by name. Each takes a file and says what it breaches. */
export const WALLS: Readonly<Record<string, Wall>> = { floors, owners, purity, alone, inside, environment, declaration, gate, shape }

/** Every breach in a tree. */
export function breaches(tree: Tree): string[] {
  return Object.values(WALLS).flatMap(wall => [...tree].flatMap(([path, text]) => wall(path, text)))
}
