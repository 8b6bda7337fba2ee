import type { Viewer } from '@delta/access'
import { type GraphBuilder, isRefusalCode, keyed, pageOf, refuse, type Row, type Selected, selectionOf } from '@delta/graph'
import type { addListFilter } from './graph-types.ts'
import { addWebhookTypes, DEAD_LETTER_ORDER } from './graph-webhook-types.ts'
import type { WebhookEndpoint } from './webhook-list.ts'
import type { KeyedWebhook, WebhookOwners } from './webhook-owner.ts'
import type { Refused } from './webhook-standing.ts'

/** What webhooks are answered with. */
export interface GraphWebhookParts {
  readonly webhooks: WebhookOwners
  /** The owner that a viewer stands for. Refuses who may not see the list. */
  readonly ownerOf: (viewer: Viewer) => string
  readonly filter: ReturnType<typeof addListFilter>
}

/** What was done, or the refusal thrown. */
function done<T extends object>(answer: T | Refused): T {
  if (!('refused' in answer)) return answer
  const { refused, message } = answer
  if (!isRefusalCode(refused)) throw new Error(`a refusal without a code of the graph: ${refused}`)
  throw refuse(refused, message)
}

/** Adds `webhooks`, `webhook`, and the mutations that make, change and remove them. */
export function addWebhooks(builder: GraphBuilder, { webhooks, ownerOf, filter }: GraphWebhookParts): void {
  const types = addWebhookTypes(builder)

  const lettersOf = async (owner: string, id: string, selected: Selected): Promise<object> => {
    const { first, after } = pageOf(selected, DEAD_LETTER_ORDER)
    const page = done(await webhooks.deadLetters(owner, id, { first: Math.max(first, 1), after: after?.[0] ?? null }))
    const nodes = page.items.slice(0, first)
    const cursors = nodes.map(letter => [letter.id])
    const pageInfo = {
      hasNextPage: page.next !== null || nodes.length < page.items.length,
      hasPreviousPage: after !== null,
      startCursor: cursors[0] ?? null,
      endCursor: cursors.at(-1) ?? null,
    }
    return { nodes, edges: nodes.map((node, n) => ({ node, cursor: cursors[n] })), pageInfo, totalCount: null }
  }
  /** An endpoint as its resolvers read it. Two selections of dead letters under different aliases are two pages. */
  const shown = async (owner: string, endpoint: WebhookEndpoint, selected: readonly Selected[]): Promise<Row> => {
    const letters = selected.filter(field => field.name === 'deadLetters')
    const pages = await Promise.all(letters.map(async field => [field.key, keyed(await lettersOf(owner, endpoint.id, field), field.children)] as const))
    return { ...(keyed(endpoint, selected) as Row), ...Object.fromEntries(pages) }
  }
  const shownWithKey = async (owner: string, { endpoint, publicKey, secret }: KeyedWebhook, selected: readonly Selected[]): Promise<Row> => {
    const told: Row = { publicKey, secret }
    const answers = selected.map(async ({ key, name, children }) => [key, name === 'webhook' ? await shown(owner, endpoint, children) : told[name]] as const)
    return Object.fromEntries(await Promise.all(answers))
  }

  builder.queryFields(t => ({
    webhooks: t.field({
      type: [types.webhook],
      description: 'Your webhooks, in the order in which they were made.',
      resolve: async (_root, _args, { viewer }, info) => {
        const owner = ownerOf(viewer)
        const selected = selectionOf(info)
        return Promise.all((await webhooks.listWebhooks(owner)).map(endpoint => shown(owner, endpoint, selected)))
      },
    }),
    webhook: t.field({
      type: types.webhook,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }, info) => {
        const owner = ownerOf(viewer)
        const endpoint = (await webhooks.listWebhooks(owner)).find(one => one.id === id)
        return endpoint ? shown(owner, endpoint, selectionOf(info)) : null
      },
    }),
  }))
  builder.mutationFields(t => ({
    subscribeWebhook: t.field({
      type: types.keyed,
      description: 'Has the list feed posted to an https address: what comes after the cursor (from now on without one), as the filter shows it.',
      args: {
        url: t.arg.string({ required: true }),
        filter: t.arg({ type: filter }),
        after: t.arg.id(),
        signing: t.arg({ type: types.signing, defaultValue: 'ED25519' }),
      },
      resolve: async (_root, { url, filter: asked, after, signing }, { viewer }, info) => {
        const owner = ownerOf(viewer)
        return shownWithKey(owner, done(await webhooks.subscribeWebhook(owner, { url, filter: asked ?? {}, after, signing })), selectionOf(info))
      },
    }),
    rotateSecret: t.field({
      type: types.keyed,
      description: 'Gives a webhook a new key; the earlier one goes on signing beside it for 24 hours.',
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }, info) => {
        const owner = ownerOf(viewer)
        return shownWithKey(owner, done(await webhooks.rotateSecret(owner, id)), selectionOf(info))
      },
    }),
    replay: t.field({
      type: types.webhook,
      description: 'Has a webhook go on from a cursor, whatever was under way; one that was suspended or disabled is taken up again.',
      args: { id: t.arg.id({ required: true }), after: t.arg.id({ required: true }) },
      resolve: async (_root, { id, after }, { viewer }, info) => {
        const owner = ownerOf(viewer)
        return shown(owner, done(await webhooks.replay(owner, id, after)).endpoint, selectionOf(info))
      },
    }),
    removeWebhook: t.field({
      type: 'ID',
      description: 'Ends a webhook; its id is given back.',
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }) => done(await webhooks.removeWebhook(ownerOf(viewer), id)).removed,
    }),
  }))
}
