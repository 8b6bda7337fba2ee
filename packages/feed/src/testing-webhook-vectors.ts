import { makeWebhookKey, signWebhook } from './webhook-keys.ts'

/** Prints signed messages as JSON, for verifiers in other languages: `node testing-webhook-vectors.ts`. For tests only. */
const timestamp = Math.floor(Date.now() / 1_000)
const bodies = ['{"type":"list.changes","data":{"events":[]}}', '{"name":"某某有限公司 \\"𠮷\\"","n":1.50}\n', `{"long":"${'长'.repeat(50_000)}"}`]
const vectors = (['ED25519', 'HMAC'] as const).flatMap(signing =>
  bodies.map((body, n) => {
    // Two keys sign while an earlier one has not ended.
    const keys = [makeWebhookKey(signing), makeWebhookKey(signing)].slice(0, n === 0 ? 1 : 2)
    const id = `wh_00112233445566778899aabbccddeeff-1_${n}-1_${n + 99}`
    const signature = keys.map(({ secret }) => signWebhook(secret, { id, timestamp, body })).join(' ')
    const verifiers = keys.map(key => key.public ?? key.secret)
    const stranger = makeWebhookKey(signing)
    return { signing, id, timestamp: String(timestamp), body, signature, verifiers, stranger: stranger.public ?? stranger.secret }
  }),
)
process.stdout.write(JSON.stringify(vectors))
