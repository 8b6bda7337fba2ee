import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Gate } from '@delta/access'
import { type Answers, createPlainHttp, headerOf, type PlainAnswer, refuse, type Selected, sendText, writeCursor } from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { DELIVERY_STATES, type DeliveriesAsked, deliveryScope } from './delivery-scope.ts'
import { DELIVERY_ORDER, deliveriesJson } from './drill.ts'

/** What the receipts are served with. */
export interface ReceiptsHttpParts {
  readonly gate: Gate
  readonly catalogue: Catalogue
  readonly answers: Answers
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

const NAMES = ['record', 'province', 'participant', 'state', 'first', 'after'] as const
const FIELDS = ['record', 'kind', 'province', 'participant', 'answers', 'version', 'sentAt', 'state', 'answeredVersion', 'code', 'answeredAt'] as const

const selected = (name: string, children: readonly Selected[] = []): Selected => ({ key: name, name, args: {}, children })
const PAGE_OF_ALL = [
  selected(
    'nodes',
    FIELDS.map(name => selected(name)),
  ),
  selected('pageInfo', [selected('hasNextPage'), selected('endCursor')]),
]

/** A page as it comes: the cursor is a key still. */
interface Found {
  readonly nodes: readonly object[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: readonly string[] | null }
}

const askedIn = (query: URLSearchParams, catalogue: Catalogue): { asked: DeliveriesAsked; page: { first?: number; after?: string } } => {
  if ([...query.keys()].some(name => !NAMES.includes(name as 'state'))) throw refuse('BAD_ARGUMENT', `The address knows ${NAMES.join(', ')}.`)
  const [record, province, participant, state, first, after] = NAMES.map(name => query.get(name))
  if (province != null && !catalogue.province(province)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
  const known = DELIVERY_STATES.find(one => one === state)
  if (state != null && !known) throw refuse('BAD_ARGUMENT', `state is ${DELIVERY_STATES.join(', ')}.`)
  if (first != null && !/^\d{1,9}$/.test(first)) throw refuse('BAD_ARGUMENT', 'first is a whole number.')
  return {
    asked: { record, province, participant, state: known },
    page: { ...(first == null ? {} : { first: Number(first) }), ...(after == null ? {} : { after }) },
  }
}

/**
 * Serves GET /receipts?record=&province=&participant=&state=&first=&after=: what of the exchange has reached whom, by the rights and in the words of the graph's `deliveries`, a page at a
 * time; `next` is the `after` of the page that follows, null where none does. Other paths are left alone (false).
 */
export function createReceiptsHttp({
  gate,
  catalogue,
  answers,
  onError,
}: ReceiptsHttpParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const answer: PlainAnswer = async (request, response, { searchParams }) => {
    if (request.method !== 'GET') throw refuse('METHOD', 'GET.')
    const header = headerOf(request)
    const viewer = gate.admit(await gate.identify(header), header)
    const { asked, page } = askedIn(searchParams, catalogue)
    const field: Selected = { key: 'receipts', name: 'receipts', args: page, children: PAGE_OF_ALL }
    const { nodes, pageInfo } = (await answers.one(deliveriesJson(field, deliveryScope(viewer, asked)))) as unknown as Found
    const next = pageInfo.hasNextPage && pageInfo.endCursor ? writeCursor(DELIVERY_ORDER, pageInfo.endCursor) : null
    sendText(response, 'application/json', `${JSON.stringify({ receipts: nodes, next })}\n`)
  }
  return createPlainHttp({ '/receipts': answer }, onError)
}
