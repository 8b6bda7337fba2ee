import { byKey, type GraphBuilder, selectionOf } from '@delta/graph'
import { eventEntry, type ListEntryTypes } from '@delta/list'
import type { ListChange } from '@delta/model'
import { writeCursor } from './cursor.ts'
import type { FeedItem } from './feed-item.ts'

/** What a subscriber is told, read: a change, or the content of what is none. */
export interface ToldItem {
  readonly item: FeedItem
  readonly change: ListChange | null
  readonly detail: unknown
}

/** Reads what a subscriber is told. */
export function toldItem(item: FeedItem): ToldItem {
  const said = JSON.parse(item.json) as unknown
  return item.event === 'change' ? { item, change: said as ListChange, detail: null } : { item, change: null, detail: said }
}

const addEnums = (builder: GraphBuilder) => ({
  kind: builder.enumType('ListFeedKind', {
    values: {
      CHANGE: { value: 'change', description: 'A change of the list.' },
      CAUGHT_UP: { value: 'caught-up', description: 'The past is through; `detail.scope.digest` is that of the set the subscriber now holds.' },
      KEEPALIVE: { value: 'keepalive', description: 'Nothing has happened; `detail` tells the head and what the provinces last said.' },
      CHECKPOINT: {
        value: 'checkpoint',
        description: '`detail` tells the log’s root at the cursor, and how many changes the filter withheld since the last one.',
      },
      FELL_BEHIND: { value: 'fell-behind', description: 'The subscriber left too much unread: the stream ends; go on from `detail.resumeFrom`.' },
      CLOSED: { value: 'closed', description: 'The stream ends for `detail.reason`; go on from `detail.resumeFrom`, or take `detail.snapshot`.' },
    } as const,
  }),
  op: builder.enumType('ListOp', {
    values: {
      LISTED: { value: 'listed', description: 'Enters the list, or the subscriber’s scope.' },
      UPDATED: { value: 'updated', description: 'Is still on it.' },
      DELISTED: { value: 'delisted', description: 'Leaves it.' },
      REPAIRED: { value: 'repaired', description: 'Leaves it: repaired.' },
      CORRECTED: { value: 'corrected', description: 'Changes after it has left.' },
      WITHDRAWN: { value: 'withdrawn', description: 'Leaves it: withdrawn.' },
      OUT_OF_SCOPE: { value: 'out-of-scope', description: 'Leaves the subscriber’s scope.' },
    } as const,
  }),
  reason: builder.enumType('ListChangeReason', {
    values: {
      RECORD: { description: 'The source states it.' },
      DAY: { description: 'A day began.' },
      SUBJECT: { description: 'The subject’s name or division became known.' },
      REPAIR: { description: 'A repair case decided.' },
      FLAG: { description: 'Of a red entry: its subject is on a black list in force now, or no longer (`flags`).' },
      ERASED: { description: 'Erased.' },
      SCOPE: { description: 'The subscriber’s scope changed.' },
    } as const,
  }),
})

/** Adds ListFeedItem. Its fields are null where its kind does not tell them. */
export function addFeedItem(builder: GraphBuilder, entry: ListEntryTypes['entry']) {
  const { kind, op, reason } = addEnums(builder)
  return builder.objectRef<ToldItem>('ListFeedItem').implement({
    description: 'What a subscriber to the list is told. Fields beside kind and cursor are null where it is no change.',
    fields: t => ({
      kind: t.field({ type: kind, resolve: ({ item }) => item.event }),
      cursor: t.id({
        nullable: true,
        description: 'Go on from here once this is taken; null where it moves nothing.',
        resolve: ({ item }) => item.cursor && writeCursor(item.cursor),
      }),
      epoch: t.int({ nullable: true, description: 'Which log: a new one begins after a restore.', resolve: ({ change }) => change?.epoch }),
      seq: t.float({ nullable: true, description: 'Dense number in the region’s log, in commit order: a whole number.', resolve: ({ change }) => change?.seq }),
      op: t.field({ type: op, nullable: true, resolve: ({ change }) => change?.op }),
      reason: t.field({ type: reason, nullable: true, resolve: ({ change }) => change?.reason }),
      legalBasis: t.string({ nullable: true, description: 'What the change rests on.', resolve: ({ change }) => change?.legalBasis }),
      at: t.field({ type: 'DateTime', nullable: true, resolve: ({ change }) => change?.at }),
      entryId: t.id({ nullable: true, resolve: ({ change }) => change?.entry.id }),
      entry: t.field({
        type: entry,
        nullable: true,
        description: 'The entry; null where only its id is told: erased, or out of scope. Its `proof` is null here: `hash`, `salt` and `root` prove it.',
        resolve: ({ change }, _args, _context, info) => change && eventEntry(change.entry, selectionOf(info)),
      }),
      salt: t.string({
        nullable: true,
        description: 'Opens the commitment; null where erased or out of scope. Base64url.',
        resolve: ({ change }) => change?.salt,
      }),
      hash: t.string({ nullable: true, description: 'The commitment to the change, the leaf of the log. Base64url.', resolve: ({ change }) => change?.hash }),
      root: t.string({ nullable: true, description: 'The log’s Merkle root after the change. Base64url.', resolve: ({ change }) => change?.root }),
      digest: t.string({ nullable: true, description: 'The set hash of the whole list after the change. Base64url.', resolve: ({ change }) => change?.digest }),
      cells: t.field({
        type: 'JSON',
        nullable: true,
        description: 'Digests of province × polarity that the change moved.',
        resolve: ({ change }) => change?.cells,
      }),
      logged: t.field({
        type: 'JSON',
        nullable: true,
        description: 'What the log says where the filter says something else.',
        resolve: ({ change }) => change?.logged,
      }),
      change: t.field({
        type: 'JSON',
        nullable: true,
        description: 'The whole change, as every other way of listening tells it and as `hash` commits to it.',
        resolve: ({ change }) => change,
      }),
      detail: t.field({ type: 'JSON', nullable: true, description: 'The content of what is no change.', resolve: ({ detail }) => detail }),
    }),
  })
}

/** Adds ListFilter. */
export function addListFilter(builder: GraphBuilder, polarity: ListEntryTypes['polarity']) {
  return builder.inputType('ListFilter', {
    description: 'Which entries are told; what is left out does not narrow. What leaves the filter is told as OUT_OF_SCOPE, what enters it as LISTED.',
    fields: t => ({
      domain: t.idList(),
      area: t.idList(),
      province: t.idList(),
      polarity: t.field({ type: [polarity] }),
      division: t.id({ description: 'A division that the subject’s lies in: 2, 4 or 6 digits.' }),
      recognisedIn: t.id({ description: 'A province: only what findings do there (信用互认), by `recognition`.' }),
      recognition: t.idList({
        description: 'BINDS, NOTED, NONE; BINDS and NOTED where not given. A stream closes with RECOGNITION_CHANGED on a day on which another rule begins.',
      }),
      watch: t.id({ description: 'A stored set of subjects (keepWatch).' }),
    }),
  })
}

/** Adds what the feed tells of a subject by itself: the rest is another subgraph's. */
export function implementSubject(builder: GraphBuilder, { subject }: ListEntryTypes): void {
  subject.implement({
    description: 'Whom records are about.',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      name: t.string({ nullable: true, shareable: true, description: 'The registered name, else the stated one; a person’s is masked.', resolve: byKey }),
    }),
  })
  builder.asEntity(subject, {
    key: builder.keyDirective(builder.selection<{ id: string }>('id'), false),
    resolveReference: () => {
      throw new Error('references are answered elsewhere')
    },
  } as never)
}
