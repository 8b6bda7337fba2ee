import {
  addConnection,
  addPageInfo,
  type Answers,
  byKey,
  createTerms,
  type GraphBuilder,
  PAGE,
  type Row,
  type Selected,
  selectionOf,
  type TermRef,
} from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { DELIVERY_STATES, deliveryScope } from './delivery-scope.ts'
import { DELIVERY_ORDER, deliveriesJson } from './drill.ts'

/** Adds Delivery with its connection and the root field `deliveries`: what of the exchange has reached whom, and what has not. */
export function addDeliveries(
  builder: GraphBuilder,
  catalogue: Catalogue,
  { province, answers, pageInfo }: { province: TermRef; answers: Answers; pageInfo: ReturnType<typeof addPageInfo> },
): void {
  const terms = createTerms(catalogue)
  const state = builder.enumType('DeliveryState', {
    description: 'WAITING: the newest version is not answered. ACCEPTED: it has reached the participant. REJECTED: it could not be taken; the code says why.',
    values: DELIVERY_STATES,
  })
  const kind = builder.enumType('DeliveredKind', { values: ['ARCHIVE_ITEM', 'RELATIONSHIP', 'LIST_ENTRY', 'REPAIR_NOTICE'] as const })
  const answer = builder.enumType('ReceiptAnswer', {
    description: 'DELIVERED: in the participant’s own system. STOPPED: no longer shared and used.',
    values: ['DELIVERED', 'STOPPED'] as const,
  })
  const delivery = builder.objectRef<Row>('Delivery').implement({
    description: 'What one participant has answered on one record.',
    fields: t => ({
      record: t.id({ description: 'The record’s id.', resolve: byKey }),
      province: t.field({ type: province, description: 'Who published it.', resolve: terms.province }),
      kind: t.field({ type: kind, resolve: byKey }),
      participant: t.id({ description: 'A province, a partner city, or national.', resolve: byKey }),
      answers: t.field({ type: answer, resolve: byKey }),
      version: t.int({ description: 'The newest version that is to be answered.', resolve: byKey }),
      sentAt: t.field({ type: 'DateTime', description: 'When it was recorded.', resolve: byKey }),
      state: t.field({ type: state, resolve: byKey }),
      answeredVersion: t.int({ nullable: true, description: 'The newest version that was answered.', resolve: byKey }),
      code: t.string({ nullable: true, description: 'Why that was rejected: schema/INWARD.md.', resolve: byKey }),
      answeredAt: t.field({ type: 'DateTime', nullable: true, resolve: byKey }),
    }),
  })
  const connection = addConnection(builder, pageInfo, { name: 'Delivery', node: delivery, order: DELIVERY_ORDER, totalCount: 'Counted when asked for.' })
  builder.queryFields(t => ({
    deliveries: t.field({
      type: connection,
      description: 'What of the exchange has reached whom: by record, by publishing province, by participant, by state.',
      args: {
        record: t.arg.id(),
        province: t.arg.id(),
        participant: t.arg.id(),
        state: t.arg({ type: state }),
        first: t.arg.int({ defaultValue: PAGE.default }),
        after: t.arg.string(),
      },
      resolve: async (_root, args, { viewer }, info) => {
        const field: Selected = { key: 'deliveries', name: 'deliveries', args, children: selectionOf(info) }
        return (await answers.one(deliveriesJson(field, deliveryScope(viewer, args)))) as Row
      },
    }),
  }))
}
