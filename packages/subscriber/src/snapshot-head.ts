import type { ListChange } from '@delta/model'
import { type Directory, frontierRoot, type MerkleFrontier, verifySnapshotSeal } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { readCursor } from './cursor.ts'
import { areHashes, bytesOf, hasExactly, isCount, isHash, membersOf, recordOf, textOf } from './read-json.ts'
import { logKeysOf } from './signed-checkpoint.ts'

/** Which entries a snapshot shows; null does not narrow. */
export interface ShownFilter {
  readonly domain: readonly string[] | null
  readonly province: readonly string[] | null
  readonly polarity: readonly string[] | null
  readonly division: string | null
  readonly watch: string | null
  /** What a province recognises, as `<domain>/<province of the finding>`. */
  readonly recognised?: { readonly in: string; readonly effects: readonly string[]; readonly findings: readonly string[] }
}

/** What a snapshot says of itself, in its first line. */
export interface SnapshotHead {
  readonly epoch: number
  readonly seq: number
  readonly cursor: string
  readonly root: string
  readonly digest: string
  readonly cells: Readonly<Record<string, string>>
  readonly scope: { readonly digest: string; readonly count: number }
  readonly filter: ShownFilter
  readonly at: string
  /** The signed checkpoint of the log as it was then. */
  readonly checkpoint: string
  /** The roots of the tree's full subtrees, the largest first. */
  readonly frontier: readonly string[]
}

const MEMBERS = ['epoch', 'seq', 'cursor', 'root', 'digest', 'cells', 'scope', 'filter', 'at', 'checkpoint', 'frontier']
const FILTER = ['domain', 'province', 'polarity', 'division', 'watch']
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

const malformed = (why: string): CopyFault => new CopyFault('SNAPSHOT_MALFORMED', `the snapshot's first line ${why}`)

const isTexts = (value: unknown): boolean => value === null || (Array.isArray(value) && value.length > 0 && value.every(one => typeof one === 'string'))

const isRecognised = (told: Record<string, unknown> | null): boolean =>
  told !== null &&
  hasExactly(told, ['in', 'effects', 'findings']) &&
  typeof told['in'] === 'string' &&
  [told['effects'], told['findings']].every(list => Array.isArray(list) && list.every(one => typeof one === 'string'))

const isFilter = (value: unknown): value is ShownFilter => {
  const filter = recordOf(value)
  return (
    filter !== null &&
    hasExactly(filter, FILTER, ['recognised']) &&
    (filter['recognised'] === undefined || isRecognised(recordOf(filter['recognised']))) &&
    ['domain', 'province', 'polarity'].every(name => isTexts(filter[name])) &&
    ['division', 'watch'].every(name => filter[name] === null || typeof filter[name] === 'string')
  )
}

/** Reads a snapshot's first line: what it says of itself, sealed with a key of the log's. Throws `SNAPSHOT_MALFORMED`, `SNAPSHOT_SEAL` or `SNAPSHOT_ROOT`. */
export async function readHead(line: string, directory: Directory): Promise<SnapshotHead> {
  const outer = membersOf(line)
  const members = recordOf(outer?.['snapshot'])
  const head = members as unknown as SnapshotHead
  const scope = recordOf(members?.['scope'])
  const wellFormed =
    outer !== null &&
    members !== null &&
    hasExactly(outer, ['snapshot', 'seal']) &&
    typeof outer['seal'] === 'string' &&
    hasExactly(members, MEMBERS) &&
    isCount(head.epoch, 1) &&
    isCount(head.seq) &&
    isHash(head.root) &&
    isHash(head.digest) &&
    areHashes(head.cells) &&
    scope !== null &&
    hasExactly(scope, ['digest', 'count']) &&
    isHash(scope['digest']) &&
    isCount(scope['count']) &&
    isFilter(head.filter) &&
    INSTANT.test(head.at) &&
    typeof head.checkpoint === 'string' &&
    Array.isArray(head.frontier) &&
    head.frontier.every(isHash)
  if (!wellFormed || JSON.stringify(outer) !== line) throw malformed('is not one that the gateway writes')
  const refused = await verifySnapshotSeal(outer['seal'] as string, JSON.stringify(members), logKeysOf(directory))
  if (refused) throw new CopyFault('SNAPSHOT_SEAL', `the snapshot's first line is not what was sealed: ${refused}`)
  const cursor = readCursor(head.cursor)
  if (cursor?.epoch !== head.epoch || cursor.seq !== head.seq || cursor.extra !== 0) throw malformed('has a cursor of another place')
  if (textOf(frontierRoot(frontierIn(head))) !== head.root) throw new CopyFault('SNAPSHOT_ROOT', "the snapshot's tree has another root than it says")
  if (isWhole(head) && head.scope.digest !== head.digest) throw malformed('has another digest of what it shows than of all, though it shows all')
  return head
}

/** Does a snapshot show every entry? */
export const isWhole = ({ filter }: SnapshotHead): boolean => Object.values(filter).every(value => value === null || value === undefined)

/** The tree's frontier after a snapshot. */
export function frontierIn({ seq, frontier }: SnapshotHead): MerkleFrontier {
  const subtrees = [...seq.toString(2)].filter(bit => bit === '1').length
  if (frontier.length !== subtrees) throw malformed('has a frontier of another size')
  return { size: seq, roots: frontier.map(bytesOf) }
}

const holds = (codes: readonly string[] | null, code: string | undefined): boolean => codes === null || (code !== undefined && codes.includes(code))

/** Does a filter show an entry? Who is in a stored set is not known here. */
export function shows({ domain, province, polarity, division, recognised }: ShownFilter, entry: ListChange['entry']): boolean {
  return (
    holds(domain, entry.domain?.code) &&
    holds(province, entry.province?.code) &&
    holds(polarity, entry.polarity) &&
    holds(recognised?.findings ?? null, `${entry.domain?.code}/${entry.province?.code}`) &&
    (division === null || (entry.subject?.division?.startsWith(division) ?? false))
  )
}
