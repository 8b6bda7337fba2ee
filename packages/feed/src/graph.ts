import { requireProduct, requireSubject, type Viewer } from '@delta/access'
import { type Caller, createBuilder, type GraphContext, subgraphSchema } from '@delta/graph'
import { addListEntry } from '@delta/list'
import { type Catalogue, shanghaiDay } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import type { FeedItem } from './feed-item.ts'
import { type GraphListenParts, openSubscription } from './graph-listen.ts'
import { addFeedItem, addListFilter, implementSubject, toldItem } from './graph-types.ts'
import { addWatches, type GraphWatchParts } from './graph-watch.ts'
import { addWebhooks } from './graph-webhook.ts'
import type { WebhookOwners } from './webhook-owner.ts'

/** What the feed's subgraph is made of. */
export interface FeedGraphParts extends GraphListenParts, Omit<GraphWatchParts, 'ownerOf'> {
  readonly catalogue: Catalogue
  readonly webhooks: WebhookOwners
}

/** Stored sets and webhooks belong to a role, whoever speaks for it. Refuses who may not see the list as a whole. */
const ownerOf = (viewer: Viewer): string => {
  requireProduct(viewer, 'LIST')
  requireSubject(viewer, null)
  return viewer.principal.role.text
}

/** The feed's subgraph: the subscription `listChanges`, stored sets of subjects, and webhooks. */
export function feedGraph(parts: FeedGraphParts): GraphQLSchema {
  const builder = createBuilder()
  builder.mutationType({})
  const types = addListEntry(builder, { catalogue: parts.catalogue, today: () => shanghaiDay(parts.now()) })
  implementSubject(builder, types)
  const item = addFeedItem(builder, types.entry)
  const filter = addListFilter(builder, types.polarity)
  addWatches(builder, { ...parts, ownerOf })
  addWebhooks(builder, { webhooks: parts.webhooks, ownerOf, filter })
  builder.subscriptionType({
    fields: t => ({
      listChanges: t.field({
        type: item,
        description:
          'The changes of the red, black and watch lists, in order, each once: those after the cursor, then as they happen. By an event stream or a WebSocket; there a subject tells id and name, a unit or province code and name.',
        args: {
          after: t.arg.id({ description: 'A cursor that the feed or a snapshot gave; `0` is the beginning. Without one, from now on.' }),
          filter: t.arg({ type: filter }),
        },
        subscribe: (_root, args, context) => {
          const { caller } = context as GraphContext & { caller: Caller }
          return openSubscription(parts, { header: caller.header, signal: caller.signal, asked: args.filter ?? {}, after: args.after ?? null })
        },
        resolve: told => toldItem(told as FeedItem),
      }),
    }),
  })
  return subgraphSchema(builder)
}
