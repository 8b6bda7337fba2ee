import { addDays, type Province, PROVINCES, type Subject } from '@delta/model'
import type { ReceivedMessage } from '@delta/stream'
import fc from 'fast-check'
import type { RecordKind, RecordOf } from '@delta/wire'
import { recordsOf, SUBJECTS } from './records.ts'
import { deliver, draftOf, type Draft, type World } from './world.ts'

/** One statement of some source: which record, what is said, and how. */
export interface Step {
  readonly what: 'entry' | 'name' | 'hukou' | 'event' | 'licence' | 'relation' | 'rejection'
  readonly province: number
  readonly subject: number
  readonly other: number
  readonly op: 'upsert' | 'revoke' | 'remove' | 'repair'
  readonly named: number
  readonly from: number
  readonly to: number | null
  readonly removed: number | null
  readonly share: string | null
  readonly hukou: string | null
  /** A lower version than one already published (never of what was erased: no adapter goes back behind a tombstone), or a tombstone. */
  readonly odd: 'stale' | 'erase' | null
}

/** How a history reaches the projection. */
export interface Turn {
  readonly lane: number
  readonly take: number
  /** Records taken before that come again, as after a lost offset. */
  readonly again: number
  readonly beside: number | null
  readonly nextDay: boolean
}

/** The day on which all histories happen. */
export const DAY = '2026-11-20'

/** Random steps, over few records so that they meet. */
export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record<Step>({
    what: fc.constantFrom('entry', 'entry', 'name', 'hukou', 'event', 'licence', 'relation', 'relation', 'rejection'),
    province: fc.constantFrom(0, 0, 2),
    subject: fc.nat(SUBJECTS.length - 1),
    other: fc.nat(SUBJECTS.length - 1),
    op: fc.constantFrom('upsert', 'upsert', 'upsert', 'revoke', 'remove', 'repair'),
    named: fc.nat(3),
    from: fc.integer({ min: -30, max: -1 }),
    to: fc.option(fc.integer({ min: -1, max: 4 })),
    removed: fc.option(fc.integer({ min: -1, max: 4 }), { freq: 2 }),
    share: fc.constantFrom(null, '0.500000', '0.300000', '0.200000', '1.000000'),
    hukou: fc.constantFrom(null, '310000', '340000', '440000'),
    odd: fc.constantFrom(null, null, null, null, null, 'stale' as const, 'erase' as const),
  }),
  { minLength: 1, maxLength: 40, size: 'max' },
)

/** Random ways of delivery. */
export const turns: fc.Arbitrary<Turn[]> = fc.array(
  fc.record<Turn>({
    lane: fc.nat(30),
    take: fc.integer({ min: 1, max: 9 }),
    again: fc.constantFrom(0, 0, 1, 5),
    beside: fc.option(fc.nat(30)),
    nextDay: fc.constantFrom(false, false, true),
  }),
  { maxLength: 16, size: 'max' },
)

const DOMAINS = ['B05', 'R02', 'W01'] as const
const NAMES = [null, '甲有限公司', '乙有限责任公司', '丙（集团）有限公司'] as const
const HUKOU = ['310115', '330106', '341881', '440300'] as const

interface Said {
  readonly kind: RecordKind
  readonly province: Province
  readonly record: RecordOf[RecordKind]
}

function say(world: World, step: Step, recordedAt: string): Said {
  const make = recordsOf(world)
  const province = PROVINCES[step.province]!
  const day = (offset: number | null) => (offset === null ? null : addDays(DAY, offset))
  const subject: Subject = { ...SUBJECTS[step.subject]!, name: NAMES[step.named]! }
  const common = { recordedAt, op: step.op }
  const lasting = step.op === 'repair' || step.op === 'remove' ? ('upsert' as const) : step.op
  switch (step.what) {
    case 'entry':
      return {
        kind: 'list-entry',
        province,
        record: make.entry(province, subject, DOMAINS[step.other % 3], {
          ...common,
          from: day(step.from)!,
          to: day(step.to),
          removedOn: day(step.removed),
          removalReason: step.removed === null ? null : 'DELISTED',
        }),
      }
    case 'name':
      return {
        kind: 'archive-item',
        province,
        record: make.item(province, subject, `${subject.kind}-BAS-001`, { ...common, value: `登记的${NAMES[step.named] ?? '名称'}` }),
      }
    case 'hukou': {
      const person = { ...SUBJECTS[5 + (step.subject % 3)]!, name: NAMES[step.named]! }
      return { kind: 'archive-item', province, record: make.item(province, person, 'NAT-BAS-003', { ...common, value: HUKOU[step.other % 4]! }) }
    }
    case 'event':
      return {
        kind: 'archive-item',
        province,
        record: make.item(province, subject, `${subject.kind}-LAW-001`.replace('ENT-LAW', 'ENT-OPS'), { ...common, until: day(step.to) }),
      }
    case 'licence': {
      const licence = make.licence(province, SUBJECTS[step.subject % 2]!, `号${step.other % 2}`, common)
      return { kind: 'archive-item', province, record: { ...licence, licence: { ...licence.licence!, validTo: day(step.to) } } }
    }
    case 'relation':
      return {
        kind: 'relationship',
        province,
        record: make.relation(
          province,
          subject,
          { ...SUBJECTS[step.other]!, name: NAMES[(step.named + 1) % 4]! },
          {
            ...common,
            op: lasting,
            share: step.share,
            validTo: day(step.to),
            hukouProvince: SUBJECTS[step.other]!.kind === 'NAT' ? step.hukou : null,
            dimension: SUBJECTS[step.other]!.kind === 'NAT' && step.named === 0 ? 'EXECUTIVE' : 'INVESTOR',
          },
        ),
      }
    case 'rejection':
      return {
        kind: 'rejection',
        province,
        record: make.rejection(province, step.other % 3, {
          recordedAt,
          code: step.named > 1 ? 'E_REQUIRED' : 'E_ID_CHECK',
          state: step.op === 'revoke' ? 'RESOLVED' : 'REJECTED',
        }),
      }
  }
}

/** A history as Kafka would hold it: for each partition of each topic its messages in order, with dense numbers. */
export async function publish(world: World, history: readonly Step[]): Promise<ReceivedMessage[][]> {
  const versions = new Map<string, number>()
  const erased = new Set<string>()
  const lanes = new Map<string, { province: Province; drafts: Draft[] }>()
  for (const [n, step] of history.entries()) {
    const said = say(world, step, new Date(Date.parse(`${DAY}T02:00:00Z`) + Math.floor(n / 2) * 1000).toISOString())
    const last = versions.get(said.record.recordId) ?? 0
    const version = step.odd === 'stale' && last > 1 && !erased.has(said.record.recordId) ? last - 1 : last + 1
    if (step.odd === 'erase') erased.add(said.record.recordId)
    versions.set(said.record.recordId, Math.max(last, version))
    const topic = world.topicOf(said.kind, said.province)
    const draft = draftOf(topic, { ...said.record, version }, 0, step.odd === 'erase')
    const lane = lanes.get(`${draft.topic} ${draft.partition}`) ?? { province: said.province, drafts: [] }
    lanes.set(`${draft.topic} ${draft.partition}`, lane)
    draft.headers['delta-seq'] = String(lane.drafts.length + 1)
    lane.drafts.push(draft)
  }
  const sealedAt = () => new Date(`${DAY}T02:10:00Z`)
  return Promise.all([...lanes.values()].map(({ province, drafts }) => deliver(drafts, world.keys[province], sealedAt)))
}

/** The batches of a delivery, each as one or two partitions at once, then whatever is left. */
export function cut(
  lanes: readonly (readonly ReceivedMessage[])[],
  way: readonly Turn[],
): { readonly batches: (readonly ReceivedMessage[])[]; readonly nextDay: boolean }[] {
  const at = lanes.map(() => 0)
  const takeFrom = (lane: number, take: number, again: number): readonly ReceivedMessage[] => {
    const from = Math.max(0, at[lane]! - again)
    at[lane] = Math.min(lanes[lane]!.length, at[lane]! + take)
    return lanes[lane]!.slice(from, at[lane])
  }
  const planned = way.map(({ lane, take, again, beside, nextDay }) => {
    const first = lane % lanes.length
    const second = beside === null ? first : beside % lanes.length
    return { batches: [takeFrom(first, take, again), ...(second === first ? [] : [takeFrom(second, take, again)])].filter(batch => batch.length > 0), nextDay }
  })
  return [...planned, ...lanes.map((lane, n) => ({ batches: [lane.slice(Math.max(0, at[n]! - 2))], nextDay: false }))]
}
