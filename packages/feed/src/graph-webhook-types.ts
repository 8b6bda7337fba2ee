import { addConnection, addPageInfo, byKey, type GraphBuilder, PAGE, type Row } from '@delta/graph'

/** Names the order of dead letters, so that cursors cannot stray to another list. */
export const DEAD_LETTER_ORDER = 'webhook.dead'

const addDeadLetters = (builder: GraphBuilder) =>
  addConnection(builder, addPageInfo(builder), {
    name: 'WebhookDeadLetter',
    order: DEAD_LETTER_ORDER,
    totalCount: 'Not counted.',
    node: builder.objectRef<Row>('WebhookDeadLetter').implement({
      description: 'A message that was given up: what comes after cursor `from`, up to `to`. A replay from `from` tells it again.',
      fields: t => ({
        id: t.id({ resolve: byKey }),
        message: t.id({ description: 'Its webhook-id.', resolve: byKey }),
        from: t.id({ resolve: byKey }),
        to: t.id({ resolve: byKey }),
        events: t.int({ resolve: byKey }),
        reason: t.string({ resolve: byKey }),
        attempts: t.int({ resolve: byKey }),
        lastStatus: t.int({ nullable: true, resolve: byKey }),
        madeAt: t.field({ type: 'DateTime', resolve: byKey }),
        givenUpAt: t.field({ type: 'DateTime', resolve: byKey }),
        replayedAt: t.field({ type: 'DateTime', nullable: true, resolve: byKey }),
      }),
    }),
  })

const addKey = (builder: GraphBuilder) =>
  builder.objectRef<Row>('WebhookKey').implement({
    fields: t => ({
      publicKey: t.string({ nullable: true, description: '`whpk_…`; null where the secret is shared.', resolve: byKey }),
      madeAt: t.field({ type: 'DateTime', resolve: byKey }),
      until: t.field({ type: 'DateTime', nullable: true, description: 'Until when it signs beside the newest; null for that one.', resolve: byKey }),
    }),
  })

const addMissed = (builder: GraphBuilder) =>
  builder.objectRef<Row>('WebhookMissed').implement({
    description: 'A stretch of the feed that was not told: what comes after cursor `from`, up to `to`.',
    fields: t => ({ from: t.id({ resolve: byKey }), to: t.id({ resolve: byKey }) }),
  })

/** Adds Webhook and KeyedWebhook, and the enum of ways to sign. */
export function addWebhookTypes(builder: GraphBuilder) {
  const signing = builder.enumType('WebhookSigning', {
    values: {
      ED25519: { description: '`v1a` of Standard Webhooks: we sign, the public key verifies.' },
      HMAC: { description: '`v1` of Standard Webhooks: HMAC-SHA-256 with a shared secret.' },
    } as const,
  })
  const state = builder.enumType('WebhookState', {
    values: {
      ACTIVE: {},
      SUSPENDED: { description: 'Nothing is sent until its reason is gone, or a replay.' },
      DISABLED: { description: 'The receiver answered 410 Gone: nothing is sent until a replay.' },
    } as const,
  })
  const [missed, key, deadLetters] = [addMissed(builder), addKey(builder), addDeadLetters(builder)]
  const webhook = builder.objectRef<Row>('Webhook').implement({
    description: 'An address that the list feed is posted to (Standard Webhooks), in order, each message after the one before has been acknowledged.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      url: t.string({ resolve: byKey }),
      signing: t.field({ type: signing, resolve: byKey }),
      filter: t.field({ type: 'JSON', description: 'As it was asked for.', resolve: byKey }),
      state: t.field({ type: state, resolve: byKey }),
      reason: t.string({ nullable: true, description: 'Why it is not active.', resolve: byKey }),
      cursor: t.id({ description: 'Up to where the receiver has acknowledged.', resolve: byKey }),
      attempts: t.int({ description: 'Failed attempts of the message under way.', resolve: byKey }),
      nextAt: t.field({ type: 'DateTime', nullable: true, description: 'When it is tried again.', resolve: byKey }),
      lastStatus: t.int({ nullable: true, resolve: byKey }),
      lastFailure: t.string({ nullable: true, resolve: byKey }),
      deliveredAt: t.field({ type: 'DateTime', nullable: true, resolve: byKey }),
      missed: t.field({ type: [missed], resolve: byKey }),
      madeAt: t.field({ type: 'DateTime', resolve: byKey }),
      keys: t.field({ type: [key], description: 'The newest first.', resolve: byKey }),
      deadLetters: t.field({
        type: deadLetters,
        description: 'Messages that were given up, the newest first.',
        args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
        resolve: byKey,
      }),
    }),
  })
  const keyed = builder.objectRef<Row>('KeyedWebhook').implement({
    description: 'A webhook with its new key.',
    fields: t => ({
      webhook: t.field({ type: webhook, resolve: byKey }),
      publicKey: t.string({ nullable: true, description: '`whpk_…`: verifies the signatures; null where the secret is shared.', resolve: byKey }),
      secret: t.string({ nullable: true, description: '`whsec_…`, shared; it is told only this once. Null where the public key verifies.', resolve: byKey }),
    }),
  })
  return { signing, webhook, keyed }
}
