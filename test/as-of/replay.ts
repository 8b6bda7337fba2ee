import { createEvidence, evidenceMigrations } from '@delta/access'
import { createAnswers } from '@delta/graph'
import { ask } from '@delta/graph/testing'
import { listGraph } from '@delta/list'
import { migrateReadModel, type ReadModelTables } from '@delta/projection'
import { createWorld, deliver, emptyReadModel, projectBatch, publish, recordsOf, type Step, steps, sweepStatuses, draftOf } from '@delta/projection/testing'
import { addDays, type ListEntry, shanghaiDay } from '@delta/model'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import fc from 'fast-check'
import { createRandom } from '../feed/random.ts'

const DAY = '2026-11-20'
const COUNTS = 'counts { total effective repaired ended }'
const ENTRY = `id polarity status domain { code } unit { code } subject { id name } basis from to removedOn removalReason term repair { effect on annotation unit { code } } warnings
  provenance { receivedAt publishedAt recordHash } proof`
const LISTS = `lists(asOf: $asOf) { ${COUNTS} domains(codes: ["B05", "R02", "W01"]) { domain { code } ${COUNTS} provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS}
  entries(first: 20) { totalCount nodes { ${ENTRY} } } inForce: entries(first: 20, status: [EFFECTIVE]) { nodes { id } } } } } }`
const QUESTIONS: readonly (readonly [name: string, source: string])[] = [
  ['lists', `query($asOf: AsOf) { ${LISTS} }`],
  ['listEntry', `query($asOf: AsOf, $id: ID!) { listEntry(id: $id, asOf: $asOf) { ${ENTRY} } }`],
  [
    'Subject.listEntries',
    `query($asOf: AsOf, $r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id listEntries(first: 20, asOf: $asOf) { nodes { ${ENTRY} } } } } }`,
  ],
]

/** What was answered at a moment, and the day it was. */
interface Stored {
  readonly known: string
  readonly name: string
  readonly source: string
  readonly variables: Record<string, unknown>
  readonly answer: string
}

/** What a replay found: how many answers were asked again, how many of them the present answers otherwise by now, and the first that is not what it was. */
export interface Replayed {
  readonly answers: number
  readonly otherwise: number
  readonly wrong: string | null
}

/** The steps of a history as lanes of messages, with a repair of every fifth entry. */
async function lanesOf(world: Awaited<ReturnType<typeof createWorld>>, history: readonly Step[]) {
  const lanes = await publish(
    world,
    history.map(step => ({ ...step, odd: step.odd === 'erase' ? null : step.odd })),
  )
  const make = recordsOf(world)
  const entries = lanes.flat().flatMap(({ topic, value }) => (topic.startsWith('delta.list.') && value ? [JSON.parse(value.toString()) as ListEntry] : []))
  const repaired = [...new Map(entries.filter(({ polarity }) => polarity !== 'RED').map(entry => [entry.recordId, entry])).values()].filter(
    (_, n) => n % 3 === 0,
  )
  const drafts = repaired.map(entry => draftOf(world.topicOf('repair-notice', entry.province), make.notice(entry), 0))
  for (const own of Map.groupBy(drafts, draft => `${draft.topic} ${draft.partition}`).values()) {
    own.forEach((draft, n) => (draft.headers['delta-seq'] = String(n + 1)))
    const province = [...world.topics.values()].find(({ name }) => name === own[0]!.topic)!.province
    lanes.push(await deliver(own, world.keys[province], () => new Date(`${DAY}T02:10:00Z`)))
  }
  return lanes
}

/** Plays a history bit by bit, storing what the graph answers on the way, days passing; then asks the same again with `asOf { known: then }`, and `valid` where the day was the one then. */
async function replayOne(
  base: TestDatabase<ReadModelTables>,
  world: Awaited<ReturnType<typeof createWorld>>,
  history: readonly Step[],
  random: () => number,
): Promise<Replayed> {
  await emptyReadModel(base.db)
  let clock = Date.parse(`${DAY}T04:00:00.000Z`)
  const now = () => new Date(clock)
  const schema = listGraph({
    catalogue: world.catalogue,
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db as never, now }),
    limits: { representations: 100 } as never,
    now,
    today: () => shanghaiDay(now()),
  })
  const lanes = await lanesOf(world, history)
  const at = lanes.map(() => 0)
  const stored: Stored[] = []
  const answerOf = async (source: string, variables: Record<string, unknown>) => JSON.stringify(await ask(schema, source, { variables }))
  const parts = world.parts(base.db, now)
  while (at.some((place, lane) => place < lanes[lane]!.length)) {
    const open = [...lanes.keys()].filter(lane => at[lane]! < lanes[lane]!.length)
    const lane = open[Math.floor(random() * open.length)]!
    const messages = lanes[lane]!.slice(at[lane], (at[lane]! += 1 + Math.floor(random() * 4)))
    await projectBatch(messages[0]!.topic, messages[0]!.partition, messages, parts)
    if (random() < 0.3) clock = Date.parse(`${addDays(new Date(clock + 8 * 3_600_000).toISOString().slice(0, 10), 1)}T04:00:00.000Z`)
    await sweepStatuses({ db: base.db, now })
    const { rows } = await base.pool.query<{ record_id: string; subject_id: string }>(
      'select record_id, subject_id from list_entry where subject_id not like $1 order by record_id',
      ['NP:%'],
    )
    const some = rows[Math.floor(random() * rows.length)]
    const variables = some ? { id: some.record_id, r: [{ __typename: 'Subject', id: some.subject_id }] } : null
    for (const [name, source] of QUESTIONS)
      if (variables || name === 'lists')
        stored.push({ known: now().toISOString(), name, source, variables: variables ?? {}, answer: await answerOf(source, variables ?? {}) })
    clock += 1_000 + Math.floor(random() * 5_000)
  }
  let otherwise = 0
  for (const { known, name, source, variables, answer } of stored) {
    const then = await answerOf(source, { ...variables, asOf: { known } })
    if (then !== answer) return { answers: stored.length, otherwise, wrong: `${name} as of ${known}: ${then} instead of ${answer}` }
    if ((await answerOf(source, variables)) !== answer) otherwise += 1
  }
  return { answers: stored.length, otherwise, wrong: null }
}

/** Replays random histories: as of every moment the graph answers what it answered then, whatever has been learnt, repaired or has lapsed since. */
export async function replay(server: string | undefined, { seed, histories }: { seed: number; histories: number }): Promise<Replayed> {
  const base = await createTestDatabase<ReadModelTables>(server)
  try {
    await migrateReadModel(base.db)
    await migrate(base.db, evidenceMigrations, 'access_migration')
    const world = await createWorld()
    const random = createRandom(seed)
    let answers = 0
    let otherwise = 0
    for (const history of fc.sample(steps, { seed, numRuns: histories })) {
      const one = await replayOne(base, world, history, random)
      answers += one.answers
      otherwise += one.otherwise
      if (one.wrong !== null) return { answers, otherwise, wrong: one.wrong }
    }
    return { answers, otherwise, wrong: null }
  } finally {
    await base.drop()
  }
}
