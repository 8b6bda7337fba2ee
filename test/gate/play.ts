import { auditLog, createLegalBasis, createLogKeeper } from '@delta/list'
import type { ListEntry, Province } from '@delta/model'
import type { ReadModelTables } from '@delta/projection'
import { auditReadModel, deliver, type Draft, draftOf, emptyReadModel, projectBatch, recordsOf, sweepStatuses, type World } from '@delta/projection/testing'
import type { Kysely } from 'kysely'
import { FIRST, type History, SECOND, subjectOf } from './histories.ts'
import type { Told } from './tell.ts'

interface Lane {
  readonly province: Province
  readonly drafts: Draft[]
}

const at = (day: string): Date => new Date(`${day}T04:00:00Z`)

/** Puts what is published into its partitions; whatever order that gives within one, it keeps. */
function lanesOf(world: World, histories: readonly History[], from: number, tell: (history: History, number: number) => Told[], random: () => number): Lane[] {
  const make = recordsOf(world)
  const lanes = new Map<string, Lane>()
  const put = (kind: Parameters<World['topicOf']>[0], record: Parameters<typeof draftOf>[1]) => {
    const draft = draftOf(world.topicOf(kind, record.province), record, 0)
    const name = `${draft.topic} ${draft.partition}`
    const lane = lanes.get(name) ?? { province: record.province, drafts: [] }
    lanes.set(name, lane)
    draft.headers['delta-seq'] = String(lane.drafts.length + 1)
    lane.drafts.push(draft)
  }
  const later: (() => void)[] = []
  for (const [n, history] of histories.entries()) {
    const number = from + n
    put('archive-item', make.item('330000', subjectOf(number), 'ENT-BAS-001', { value: `第${number}号有限公司` }))
    for (const { records, notices } of tell(history, number)) {
      const all = records.map(record => () => put('domain' in record ? 'list-entry' : 'archive-item', record as ListEntry))
      // The first version comes first; what comes again, and notices, come at any time after.
      all[0]!()
      later.push(...all.slice(1))
      for (const notice of notices.toSorted(() => random() - 0.5)) later.push(() => put('repair-notice', notice))
    }
  }
  const order = later.map((step, n) => ({ step, place: n + Math.floor(random() * 50) })).toSorted((a, b) => a.place - b.place)
  for (const { step } of order) step()
  return [...lanes.values()]
}

/** Brings histories into an empty read model and its log: partitions in any order, cut at random, the second day beginning on the way. Gives what is then wrong by itself. */
export async function play(
  db: Kysely<ReadModelTables>,
  world: World,
  { histories, from, tell, random }: { histories: readonly History[]; from: number; tell: (history: History, number: number) => Told[]; random: () => number },
): Promise<string[]> {
  await emptyReadModel(db)
  const lanes = lanesOf(world, histories, from, tell, random)
  const sealed = await Promise.all(lanes.map(async ({ province, drafts }) => deliver(drafts, world.keys[province], () => at(FIRST))))
  const firsts = sealed.map(lane => Math.floor(random() * lane.length))
  for (const [day, part] of [
    [FIRST, (lane: number) => sealed[lane]!.slice(0, firsts[lane])],
    [SECOND, (lane: number) => sealed[lane]!.slice(firsts[lane])],
  ] as const) {
    const now = () => at(day)
    for (const lane of [...sealed.keys()].toSorted(() => random() - 0.5)) {
      const messages = part(lane)
      if (messages.length > 0) await projectBatch(messages[0]!.topic, messages[0]!.partition, messages, world.parts(db, now))
    }
    await sweepStatuses({ db, now })
  }
  const keeper = createLogKeeper({ db, legalBasis: createLegalBasis(world.catalogue), now: () => at(SECOND) })
  const unsound = await auditReadModel(db)
  while ((await keeper.keep(2_000)) > 0) continue
  return [...unsound, ...(await auditLog(db, SECOND)).faults.map(fault => JSON.stringify(fault))]
}
