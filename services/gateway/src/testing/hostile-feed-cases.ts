import { type Case, document, type Target } from './hostile-cases.ts'

const FEED: readonly Target[] = ['gateway', 'feed']

/** Hostile requests for what only the feed's subgraph has: mutations and a subscription. */
export const feedCases: Record<string, Case> = {
  'subscription that cannot be streamed': {
    ...document('subscription { listChanges { kind } }'),
    only: FEED,
    status: 406,
    code: 'NOT_ACCEPTABLE',
  },
  'aliases of a mutation': {
    ...document(`mutation { ${Array.from({ length: 16 }, (_, n) => `a${n}: removeWebhook(id: "x")`).join(' ')} }`),
    only: FEED,
    status: 400,
    code: 'ALIAS_LIMIT',
  },
  'mutation without a purpose': {
    ...document('mutation { removeWebhook(id: "x") }'),
    headers: { 'delta-purpose': undefined },
    only: FEED,
    status: 400,
    code: 'PURPOSE_REQUIRED',
  },
  'mutation by GET': { method: 'GET', search: '?query=mutation%7BremoveWebhook(id%3A%22x%22)%7D', only: FEED, status: 405, code: 'METHOD' },
  'mutation of what is not there': { ...document('mutation { removeWebhook(id: "x") }'), only: FEED, status: 404, code: 'NOT_FOUND' },
  'watch of what is no subject': {
    ...document('mutation { keepWatch(name: "a", add: ["; drop table list_watch"]) { id } }'),
    only: FEED,
    status: 400,
    code: 'BAD_ARGUMENT',
  },
}
