import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@delta/dev'
import { revokeKey, rotateKey } from '@delta/operator'
import { type PrivateJwk, sealBatch, signingKey, signPush } from '@delta/seal'
import { openStore } from '@delta/store'
import { openKafka } from '@delta/stream'
import { silentLog } from '@delta/stream/testing'
import { token } from '../conformance/local.ts'
import { lineOf, NONE } from '../runner/counts.ts'
import { lendSystem } from '../runner/lend-system.ts'

/**
 * Keys rotated or revoked every ten seconds under load, in all four provinces, on a whole system: no valid record is refused and all are projected; of a thief who
 * has every revoked key and may write to the topic, nothing is accepted after five seconds, not even with an earlier sealing time; nor is a batch that a revoked key pushes.
 */
const SECONDS = Number(process.env['DELTA_SECONDS'] ?? 120)
const RATE = 100
const EVERY = 10_000
const CODES = ['310000', '320000', '330000', '340000'] as const
const SHORT = { '310000': 'sh', '320000': 'js', '330000': 'zj', '340000': 'ah' } as const

const found = await lendSystem({ subjects: 1_000 }, async ({ gateway, places, status }) => {
  const faults: string[] = []
  const { store, kafka, ledgers } = status() as unknown as { store: string; kafka: string; ledgers: Record<string, string> }
  const model = openStore<unknown>(store, { connections: 1 })
  const broker = openKafka({ brokers: [kafka], clientId: 'thief', log: silentLog })
  const producer = broker.client.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await producer.connect()
  let forged = 0
  /** A thief's record, sealed with a key at a time. */
  const forge = async (jwk: PrivateJwk, code: (typeof CODES)[number], sealedAt: number): Promise<void> => {
    const message = {
      topic: `delta.list.${SHORT[code]}.v1`,
      key: `forged-${(forged += 1)}`,
      headers: { 'delta-seq': String(1e12 + forged), 'delta-version': '1' },
      value: '{}',
    }
    const [seal] = await sealBatch([message], signingKey(jwk), { now: () => new Date(sealedAt) })
    await producer.send({
      topic: message.topic,
      messages: [{ ...message, partition: 0, headers: { ...message.headers, ...seal }, timestamp: String(sealedAt) }],
    })
  }
  /** As five seconds after the revocation: sealed now, and as if before. */
  const steal = async (jwk: PrivateJwk, code: (typeof CODES)[number], revokedBy: number): Promise<void> => {
    await wait(revokedBy + 5_100 - Date.now())
    await forge(jwk, code, Date.now())
    await forge(jwk, code, revokedBy - 60_000)
  }
  const load = spawn(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), 'seed', '--rate', String(RATE), '--seconds', String(SECONDS)], {
    stdio: 'ignore',
  })
  const loaded = new Promise(resolve => load.on('close', resolve))
  const thefts: Promise<void>[] = []
  let [rotated, revoked] = [0, 0]
  const keys = { folder: places.keys, now: () => new Date() }
  for (let round = 0; round * EVERY < SECONDS * 1_000; round++) {
    const next = wait(EVERY)
    for (const [n, code] of CODES.entries()) {
      if ((round + n) % 2 === 0) {
        await rotateKey(keys, code)
        rotated += 1
      } else {
        const jwk = JSON.parse(readFileSync(join(places.keys, `${code}.jwk`), 'utf8')) as PrivateJwk
        await revokeKey(keys, code)
        revoked += 1
        thefts.push(steal(jwk, code, Date.now()))
      }
    }
    await next
  }
  const pushKey = JSON.parse(readFileSync(join(places.keys, 'push-310000.jwk'), 'utf8')) as PrivateJwk
  await revokeKey(keys, '310000', pushKey.kid)
  await Promise.all([loaded, ...thefts, wait(5_000)])
  const body = await signPush(Buffer.from('{}'), { idempotencyKey: 'stolen-push-key', key: signingKey(pushKey) })
  const headers = { authorization: `Bearer ${token('province:310000')}`, 'delta-purpose': 'exchange', 'content-type': 'application/jose' }
  const answer = (await (await fetch(`${gateway}/exchange/sh/records`, { method: 'POST', body, headers })).json()) as { code?: string }
  if (answer.code !== 'PUSH_KEY_VALIDITY') faults.push(`a revoked push key was answered with ${answer.code}`)

  /** What the outboxes have numbered, and what the read model has applied of it. */
  const lag = async (): Promise<number> => {
    const heads = new Map<string, number>()
    for (const url of Object.values(ledgers)) {
      const ledger = openStore<unknown>(url, { connections: 1 })
      const { rows } = await ledger.pool.query<{ topic: string; partition: number; seq: string }>('select topic, partition, seq from outbox_head')
      for (const { topic, partition, seq } of rows) heads.set(`${topic} ${partition}`, Number(seq))
      await ledger.close()
    }
    const { rows } = await model.pool.query<{ topic: string; partition: number; seq: string }>('select topic, partition, seq from projection_position')
    const at = new Map(rows.map(({ topic, partition, seq }) => [`${topic} ${partition}`, Number(seq)]))
    return [...heads].filter(([lane]) => !lane.includes('receipt')).reduce((sum, [lane, seq]) => sum + seq - (at.get(lane) ?? 0), 0)
  }
  let left = await lag()
  for (const end = Date.now() + 60_000; left > 0 && Date.now() < end; left = await lag()) await wait(500)
  if (left > 0) faults.push(`${left} records are numbered and not projected`)
  const { rows } = await model.pool.query<{ reason: string; stolen: boolean; n: string }>(
    `select reason, convert_from(key, 'UTF8') like 'forged-%' as stolen, count(*) as n from quarantine group by 1, 2`,
  )
  for (const { reason, stolen, n } of rows) if (!stolen || reason !== 'SEAL_KEY_VALIDITY') faults.push(`${n} kept aside for ${reason}`)
  const kept = rows.filter(one => one.stolen).reduce((sum, one) => sum + Number(one.n), 0)
  if (kept !== forged) faults.push(`of ${forged} forged records ${kept} are kept aside`)
  console.log(
    `${rotated} keys rotated, ${revoked} revoked in ${SECONDS} s at ${RATE} changes a second; ${forged} records forged with revoked keys, ${kept} refused`,
  )
  await producer.disconnect()
  await model.close()
  return faults
})
for (const fault of found) console.log(`FAULT ${fault}`)
console.log(lineOf({ ...NONE, passed: found.length === 0 ? 1 : 0, failed: found.length }))
process.exit(found.length === 0 ? 0 : 1)
