import { createEvidence, evidenceMigrations } from '@delta/access'
import { archiveGraph } from '@delta/archive'
import { createAnswers } from '@delta/graph'
import { ask } from '@delta/graph/testing'
import { listGraph } from '@delta/list'
import { migrateReadModel, type ReadModelTables } from '@delta/projection'
import { createWorld, deliver, emptyReadModel, projectBatch, publish, recordsOf, type Step, steps, sweepStatuses, draftOf } from '@delta/projection/testing'
import { addDays, type ListEntry, shanghaiDay } from '@delta/model'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import fc from 'fast-check'
import { relationshipGraph } from '@delta/relationship'
import { createRandom } from '../feed/random.ts'
import { type Question, QUESTIONS } from './questions.ts'

const DAY = '2026-11-20'
/** What was answered at a moment, and the day it was. */
interface Stored {
  readonly known: string
  readonly question: Question
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
  const parts = {
    catalogue: world.catalogue,
    law: world.law,
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db as never, now }),
    limits: { representations: 100 } as never,
    now,
    today: () => shanghaiDay(now()),
  }
  const graphs = { list: listGraph(parts), relationship: relationshipGraph(parts), archive: archiveGraph({ ...parts, pseudonym: () => 'NP:none' }) }
  const lanes = await lanesOf(world, history)
  const at = lanes.map(() => 0)
  const stored: Stored[] = []
  const answerOf = async ({ graph, source }: Question, variables: Record<string, unknown>) => {
    const { data, errors } = await ask(graphs[graph], source, { variables })
    if (errors) throw new Error(`${source}: ${errors[0]!.message}`)
    return JSON.stringify(data)
  }
  const project = world.parts(base.db, now)
  const anyOf = async (table: string, column: string): Promise<string> => {
    const { rows } = await base.pool.query<{ id: string }>(
      `select ${column} as id from ${table} where ${table === 'subject' ? 'id' : 'subject_id'} not like 'NP:%' order by 1`,
    )
    return rows[Math.floor(random() * rows.length)]?.id ?? 'none'
  }
  while (at.some((place, lane) => place < lanes[lane]!.length)) {
    const open = [...lanes.keys()].filter(lane => at[lane]! < lanes[lane]!.length)
    const lane = open[Math.floor(random() * open.length)]!
    const messages = lanes[lane]!.slice(at[lane], (at[lane]! += 1 + Math.floor(random() * 4)))
    await projectBatch(messages[0]!.topic, messages[0]!.partition, messages, project)
    if (random() < 0.3) clock = Date.parse(`${addDays(new Date(clock + 8 * 3_600_000).toISOString().slice(0, 10), 1)}T04:00:00.000Z`)
    await sweepStatuses({ db: base.db, now })
    const some = {
      e: await anyOf('list_entry', 'record_id'),
      r: await anyOf('relation', 'record_id'),
      s: await anyOf('subject', 'id'),
    }
    const variables = { ...some, one: [{ __typename: 'Subject', id: some.s === 'none' ? '91310000MA1FL00C1X' : some.s }] }
    for (const question of QUESTIONS) stored.push({ known: now().toISOString(), question, variables, answer: await answerOf(question, variables) })
    clock += 1_000 + Math.floor(random() * 5_000)
  }
  let otherwise = 0
  for (const { known, question, variables, answer } of stored) {
    const then = await answerOf(question, { ...variables, asOf: { known } })
    if (then !== answer) return { answers: stored.length, otherwise, wrong: `${question.name} as of ${known}: ${then} instead of ${answer}` }
    if ((await answerOf(question, variables)) !== answer) otherwise += 1
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
