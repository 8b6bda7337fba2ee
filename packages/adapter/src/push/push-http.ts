import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Gate, Refusal } from '@delta/access'
import type { ProvinceMapping } from '@delta/mapping'
import { shortOf } from '@delta/model'
import { openPush } from '@delta/seal'
import type { HttpHandler } from '@delta/service'
import type { Keys } from '@delta/wire'
import type { Kysely } from 'kysely'
import type { AdapterTables } from '../tables.ts'
import { readPush } from './push-book.ts'
import { PushBusy, type PushDoor } from './push-door.ts'
import { MOST_PUSH_BYTES, PushRefusal, problemOf } from './push-problem.ts'
import { readPushed } from './read-batch.ts'

/** What pushing is served with. */
export interface PushHttpParts {
  readonly mapping: ProvinceMapping
  readonly gate: Gate
  readonly keys: Keys
  readonly door: Pick<PushDoor, 'offer'>
  /** The adapter's own database: the book of pushed batches. */
  readonly db: Kysely<AdapterTables>
  readonly now: () => Date
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

/** Who pushes: the province itself, to exchange. Throws a Refusal. */
const admit = async (gate: Gate, province: string, request: IncomingMessage): Promise<void> => {
  const header = (name: string): string | undefined => {
    const value = request.headers[name]
    return Array.isArray(value) ? value.join() : value
  }
  const { principal, purpose } = gate.admit(await gate.identify(header), header)
  if (purpose !== 'exchange') throw new Refusal('PURPOSE_NOT_ALLOWED', 'Records are pushed to exchange: Delta-Purpose: exchange.')
  if (principal.role.kind !== 'province' || principal.role.scope !== province)
    throw new Refusal('NOT_AGREED', 'A province pushes its own records, and no other’s.')
}

const tooLarge = () => new PushRefusal('BODY_TOO_LARGE', `A batch has at most ${MOST_PUSH_BYTES} bytes.`, { limit: MOST_PUSH_BYTES })

/** A sender that has not read our refusal yet goes on sending: so much more is read and dropped, so that it can. */
const MOST_DROPPED = 3 * MOST_PUSH_BYTES

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  if (Number(request.headers['content-length'] ?? 0) > MOST_PUSH_BYTES + MOST_DROPPED) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size <= MOST_PUSH_BYTES) chunks.push(chunk)
    else if (size > MOST_PUSH_BYTES + MOST_DROPPED) break
  }
  if (size > MOST_PUSH_BYTES) throw tooLarge()
  return Buffer.concat(chunks).toString('latin1').trim()
}

/** Serves POST /exchange/<p>/records of one province: a signed batch is taken once and answered row by row, the same batch again with the same answer. Other paths are left alone (false). */
export function createPushHttp({ mapping, gate, keys, door, db, now, onError }: PushHttpParts): HttpHandler {
  const { province } = mapping
  const path = `/exchange/${shortOf(province)}/records`

  const opened = async (jws: string) => {
    const first = await openPush(jws, await keys(), { now })
    const push = 'error' in first && first.error === 'PUSH_KEY_UNKNOWN' ? await openPush(jws, await keys(true), { now }) : first
    if ('error' in push) throw new PushRefusal(push.error, 'The batch is not signed by a push key of the participant directory that is valid now.')
    if (push.province !== province) throw new PushRefusal('PUSH_KEY_PARTICIPANT', 'The batch is signed by a key of another participant.')
    return push
  }

  /** The answer given to this batch before; null where its key is new. */
  const before = async ({ idempotencyKey, digest }: { idempotencyKey: string; digest: string }): Promise<string | null> => {
    const kept = await readPush(db, idempotencyKey)
    if (kept && kept.digest !== digest) throw new PushRefusal('IDEMPOTENCY_CONFLICT', 'Another batch has been pushed under this idempotency key.')
    return kept?.answer ?? null
  }

  const answer = async (request: IncomingMessage): Promise<string> => {
    if (request.method !== 'POST') throw new PushRefusal('METHOD', 'POST.')
    await admit(gate, province, request)
    if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== 'application/jose')
      throw new PushRefusal('MEDIA_TYPE', 'A batch is a compact JWS: Content-Type: application/jose.')
    const push = await opened(await bodyOf(request))
    const known = await before(push)
    if (known !== null) return known
    const content = readPushed(push.payload, mapping, now())
    if ('code' in content) throw new PushRefusal(content.code, content.detail, { row: content.row, limit: content.limit })
    await door.offer({ ...content, idempotencyKey: push.idempotencyKey, digest: push.digest, kid: push.kid })
    const taken = await before(push)
    if (taken === null) throw new PushBusy('the batch is not in the book')
    return taken
  }

  return async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.split('?')[0] !== path) return false
    try {
      const text = await answer(request)
      response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }).end(text)
    } catch (error) {
      const { status, headers, body, expected } = problemOf(error)
      if (!expected) onError(error)
      // What is left of a body that was refused is not read: the connection ends with the answer.
      response.writeHead(status, { ...headers, ...(request.complete ? {} : { connection: 'close' }) }).end(body)
    }
    return true
  }
}
