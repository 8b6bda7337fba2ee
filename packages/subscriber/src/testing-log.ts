import { committedText, type ListChange } from '@delta/model'
import {
  appendLeaf,
  commitTo,
  consistencyProof,
  createSetHash,
  type Directory,
  EMPTY_FRONTIER,
  entryElement,
  eventLeaf,
  frontierRoot,
  generateKey,
  inclusionProof,
  newSalt,
  publicOf,
  sealSnapshot,
  type SetHash,
  signCheckpoint,
  signingKey,
} from '@delta/seal'

const AT = '2026-11-23T04:00:00.000Z'
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** A record id of the right shape. */
export const idOf = (n: number): string => `rec${n}`.padEnd(43, '_')

/** What a test log writes: entry `n`, put on the list unless `op` says otherwise. */
export interface TestWrite {
  readonly n: number
  readonly op?: ListChange['op']
  readonly province?: string
  readonly polarity?: 'RED' | 'BLACK' | 'WATCH'
  /** Leaves nothing of the entry but its id, as after an erasure. */
  readonly erased?: boolean
}

interface Current {
  readonly change: ListChange
  readonly cell: string
}

const entryOf = ({ n, province = '330000', polarity = 'BLACK' }: TestWrite): ListChange['entry'] => ({
  id: idOf(n),
  polarity,
  domain: { code: 'B05' },
  province: { code: province },
  subject: { id: `subject-${n}`, kind: 'ENT', name: `第${n}有限公司`, division: '330106' },
})

/** A log of the lists by the published rules (packages/seal/LOG.md), in memory, with its own key. For tests only. */
export async function createTestLog() {
  const key = await generateKey()
  const directory: Directory = {
    issuedAt: '2026-11-01T00:00:00Z',
    expiresAt: '2027-11-01T00:00:00Z',
    participants: [],
    logKeys: [{ jwk: publicOf(key), validFrom: '2026-11-01T00:00:00Z', validTo: null }],
  }
  const current = new Map<string, Current>()
  const cells = new Map<string, SetHash>()
  const total = createSetHash()
  const changes: ListChange[] = []
  const nodes: Buffer[] = []
  let frontier = EMPTY_FRONTIER

  const move = ({ change, cell }: Current, way: 'add' | 'remove'): void => {
    const set = cells.get(cell) ?? createSetHash()
    cells.set(cell, set)
    for (const one of [set, total]) one[way](entryElement(change.entry.id, Buffer.from(change.hash, 'base64url')))
  }
  const digests = (names: Iterable<string>) => Object.fromEntries([...new Set(names)].toSorted().map(name => [name, text(cells.get(name)!.digest())]))
  const write = (given: TestWrite): ListChange => {
    const { op = 'listed', erased = false } = given
    const said = { epoch: 1, seq: changes.length + 1, op, reason: 'RECORD' as const, legalBasis: null, at: AT, entry: entryOf(given) }
    const salt = newSalt()
    const hash = commitTo(salt, committedText(said))
    const appended = appendLeaf(frontier, eventLeaf(hash))
    frontier = appended.frontier
    nodes.push(appended.nodes)
    const before = current.get(said.entry.id)
    const change = {
      ...said,
      ...(erased ? { entry: { id: said.entry.id } } : {}),
      salt: erased ? null : text(salt),
      hash: text(hash),
      root: '',
      digest: '',
      cells: {},
    }
    const after = op === 'listed' || op === 'updated' ? { change, cell: `${said.entry.province!.code}/${said.entry.polarity}` } : null
    if (op !== 'corrected') {
      if (before) move(before, 'remove')
      current.delete(said.entry.id)
      if (after) {
        move(after, 'add')
        current.set(said.entry.id, after)
      }
    }
    const moved = op === 'corrected' ? [] : [before, after].flatMap(one => one?.cell ?? [])
    Object.assign(change, { root: text(frontierRoot(frontier)), digest: text(total.digest()), cells: digests(moved) })
    changes.push(change)
    return change
  }
  const checkpoint = () =>
    signCheckpoint(
      { epoch: 1, size: changes.length, root: text(frontierRoot(frontier)), digest: text(total.digest()), cells: digests(cells.keys()), at: AT },
      signingKey(key),
    )
  /** A snapshot as of now, as the text of its file; of one province, if asked. */
  const snapshot = async (province: string | null = null): Promise<string> => {
    const shown = [...current.values()].map(({ change }) => change).filter(({ entry }) => province === null || entry.province!.code === province)
    const set = createSetHash()
    for (const { entry, hash } of shown) set.add(entryElement(entry.id, Buffer.from(hash, 'base64url')))
    const seq = changes.length
    const head = {
      epoch: 1,
      seq,
      cursor: `1.${seq}`,
      root: text(frontierRoot(frontier)),
      digest: text(total.digest()),
      cells: digests(cells.keys()),
      scope: { digest: text(set.digest()), count: shown.length },
      filter: { domain: null, province: province && [province], polarity: null, division: null, watch: null },
      at: AT,
      checkpoint: await checkpoint(),
      frontier: frontier.roots.map(text),
    }
    const lines = shown
      .toSorted((a, b) => (a.entry.id < b.entry.id ? -1 : 1))
      .map(({ entry, hash, salt, epoch, seq: at, op, reason, legalBasis, at: when }) => ({
        entry,
        hash,
        salt,
        logged: { epoch, seq: at, op, reason, legalBasis, at: when },
      }))
    const first = { snapshot: head, seal: await sealSnapshot(JSON.stringify(head), signingKey(key)) }
    return [first, ...lines, { end: { count: shown.length } }].map(line => `${JSON.stringify(line)}\n`).join('')
  }
  const read = (leaf: number): Buffer => nodes[leaf]!
  return {
    directory,
    changes,
    write,
    checkpoint,
    snapshot,
    inclusion: (seq: number, size: number) => ({
      kind: 'inclusion' as const,
      seq,
      size,
      hash: changes[seq - 1]!.hash,
      path: inclusionProof(seq - 1, size, read).map(text),
      root: changes[size - 1]!.root,
    }),
    consistency: (from: number, to: number) => ({
      kind: 'consistency' as const,
      from,
      to,
      fromRoot: changes[from - 1]!.root,
      toRoot: changes[to - 1]!.root,
      path: consistencyProof(from, to, read).map(text),
    }),
  }
}

/** A text as the bytes of a file that comes in pieces. For tests only. */
export async function* piecesOf(file: string | Uint8Array, size = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(file)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
