import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, createZstdCompress } from 'node:zlib'
import { headerOf } from '@delta/graph'
import { changeOf, type ListFilter, type ListLogTable, type ListSnapshot, type ListTables, takeSnapshot } from '@delta/list'
import type { ListChange } from '@delta/model'
import type { Kysely } from 'kysely'
import { type Admission, filterAsked, problemError } from './admission.ts'
import { csvHeader, csvLine } from './csv.ts'
import { writeCursor } from './cursor.ts'
import { problem } from './problem.ts'
import type { ListenerBook } from './listener-book.ts'
import type { Proofs } from './proof-http.ts'

/** What snapshots are made of. */
export interface SnapshotHttpParts {
  readonly db: Kysely<ListTables>
  readonly admission: Admission
  readonly listeners: Pick<ListenerBook, 'open'>
  /** Sign the state of the log that a snapshot is of, and what it says of itself. */
  readonly proofs: Pick<Proofs, 'sign' | 'seal'>
  readonly now: () => Date
}

const AT_ONCE = 4
const FORMATS = ['ndjson', 'csv'] as const

/** An entry as a snapshot states it: with what opens its commitment. */
const lineOf = (row: ListLogTable): string => {
  const { epoch, seq, op, reason, legalBasis, at, entry, hash, salt } = changeOf(row)
  return `${JSON.stringify({ entry, hash, salt, logged: { epoch, seq, op, reason, legalBasis, at } })}\n`
}

const filterShown = ({ domains, provinces, polarities, division, recognised, watch }: ListFilter): object => ({
  domain: domains && [...domains],
  province: provinces && [...provinces],
  polarity: polarities && [...polarities],
  division,
  ...(recognised && { recognised: { ...recognised, findings: [...recognised.findings] } }),
  watch,
})

async function* ndjson(
  { head, frontier, cells, scope, entries }: ListSnapshot,
  filter: ListFilter,
  checkpoint: string,
  seal: Proofs['seal'],
): AsyncGenerator<string> {
  const { epoch, seq, root, digest, at } = head
  const cursor = writeCursor({ epoch, seq, extra: 0 })
  const shown = { digest: scope.digest.toString('base64url'), count: scope.count }
  const snapshot = {
    epoch,
    seq,
    cursor,
    root: root.toString('base64url'),
    digest: digest.toString('base64url'),
    cells,
    scope: shown,
    filter: filterShown(filter),
    at,
    checkpoint,
    frontier: frontier.roots.map(one => one.toString('base64url')),
  }
  yield `${JSON.stringify({ snapshot, seal: await seal(JSON.stringify(snapshot)) })}\n`
  for await (const rows of entries) yield rows.map(lineOf).join('')
  yield `${JSON.stringify({ end: { count: scope.count } })}\n`
}

async function* csv({ entries }: ListSnapshot): AsyncGenerator<string> {
  yield csvHeader
  for await (const rows of entries) yield rows.map(row => csvLine(changeOf(row).entry as Required<ListChange['entry']>)).join('')
}

const encodingOf = (accepted: string | string[] | undefined): 'zstd' | 'gzip' | null =>
  /\bzstd\b/.test(String(accepted ?? '')) ? 'zstd' : /\bgzip\b/.test(String(accepted ?? '')) ? 'gzip' : null

/** Serves `GET /snapshots/lists`: the list as of one number of the log, while changes go on; NDJSON or CSV, streamed. */
export function createSnapshots({ db, admission, listeners, proofs }: SnapshotHttpParts) {
  let running = 0
  return async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    const asked = filterAsked(url.searchParams, ['format'])
    const admitted = await admission.admit(headerOf(request), asked)
    const format = url.searchParams.get('format') ?? (request.headers.accept?.includes('text/csv') ? 'csv' : 'ndjson')
    if (!FORMATS.includes(format as 'csv')) throw problemError(problem('BAD_ARGUMENT', `format is ${FORMATS.join(' or ')}.`))
    if (running >= AT_ONCE) throw problemError(problem('BUSY', 'Too many snapshots at once; ask again in a few seconds.'))
    running += 1
    try {
      const { filter, book } = admitted
      await takeSnapshot({ db, filter, watched: async () => book!.watched }, async snapshot => {
        const signed = await proofs.sign(snapshot)
        // A snapshot holds all that came before it.
        const leave = await listeners.open(admitted.viewer.principal.role.text, asked, { epoch: snapshot.head.epoch, seq: 0, extra: 0 })
        leave()
        const encoding = encodingOf(request.headers['accept-encoding'])
        const { epoch, seq } = snapshot.head
        response.writeHead(200, {
          'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
          'cache-control': 'no-store',
          vary: 'accept, accept-encoding',
          'delta-cursor': writeCursor({ epoch, seq, extra: 0 }),
          'delta-digest': snapshot.scope.digest.toString('base64url'),
          ...(encoding ? { 'content-encoding': encoding } : {}),
          ...(format === 'csv' ? { 'content-disposition': `attachment; filename="lists-${epoch}-${seq}.csv"` } : {}),
        })
        const text = Readable.from(format === 'csv' ? csv(snapshot) : ndjson(snapshot, filter, signed, proofs.seal))
        const packed = encoding === 'zstd' ? [createZstdCompress()] : encoding === 'gzip' ? [createGzip()] : []
        await pipeline([text, ...packed, response] as never)
      })
    } finally {
      running -= 1
    }
  }
}
