import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { ROOT, type System } from '@delta/dev'
import { MODEL_NAMES, MODELS } from '@delta/replay'
import { openStore } from '@delta/store'
import { deleteTopics, distinctTopics, openKafka, readThrough, readTopics } from '@delta/stream'
import { silentLog, until } from '@delta/stream/testing'
import { keepChanging } from '../faults/keep-changing.ts'
import { lendSystem } from '../runner/lend-system.ts'
import { atRest } from './at-rest.ts'
import { rereadAll } from './reread-all.ts'

/** How a pipe is broken and mended: on how much data, and with how many changes a second while it runs; whole, or in the slice that each commit may wait for: all read models at once, and nothing changes meanwhile. */
export interface Mending {
  readonly subjects: number
  readonly rate: number
  readonly whole: boolean
}

interface Ended {
  readonly code: number
  readonly output: string
}

/** So many changes, before anything is broken. */
const HISTORY = 200
const CLI = join(ROOT, 'services/cli/src/main.ts')
const TOPICS = distinctTopics(readTopics(join(ROOT, 'schema')))

/** Runs the `delta` command, where a mutant is named with it in the code. */
const delta = (args: readonly string[], mutant?: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const substitute = mutant === undefined ? [] : ['--import', join(ROOT, 'test/mutants/substitute.mjs')]
    const env = { ...process.env, ...(mutant === undefined ? {} : { DELTA_MUTANT: mutant }) }
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...substitute, CLI, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text))
    child.on('error', reject)
    child.on('close', code => {
      console.log(`— delta ${args.join(' ')}${mutant === undefined ? '' : ` (${mutant})`}: ${code}\n${output.split('\n').slice(-8).join('\n')}`)
      resolve({ code: code ?? 1, output })
    })
  })

/** What every topic holds, by record: the seals of the log's own topic are made anew each time, all else must come out as it was. */
async function topicDigests(system: System): Promise<string> {
  const kafka = openKafka({ brokers: [system.status().kafka], clientId: 'test-replay', log: silentLog })
  const hashes = new Map<string, { last: number; hash: ReturnType<typeof createHash> }>()
  await readThrough(
    kafka,
    TOPICS.map(topic => topic.name),
    {
      log: silentLog,
      take: ({ topic, partition, key, headers, value }) => {
        const lane = hashes.get(`${topic} ${partition}`) ?? { last: 0, hash: createHash('sha256') }
        hashes.set(`${topic} ${partition}`, lane)
        const seq = Number(headers['delta-seq'])
        if (seq <= lane.last) return
        lane.last = seq
        const told = topic === 'delta.list-changes.v1' ? { ...headers, 'delta-seal': '', 'delta-seal-path': '' } : headers
        lane.hash.update(JSON.stringify([seq, key, Object.entries(told).toSorted(), value?.toString()]))
      },
    },
  )
  return [...hashes]
    .map(([lane, { last, hash }]) => `${lane} ${last} ${hash.digest('hex')}`)
    .toSorted()
    .join('\n')
}

/** Empties a read model, as if it had been lost. */
async function wipe(system: System, tables: readonly string[]): Promise<void> {
  const store = openStore<unknown>(system.status().store, { connections: 1 })
  await store.pool.query(`truncate ${tables.join(', ')}`).finally(() => store.close())
}

/** Brings a system up, wipes what it has, mends it by the `delta` commands, and says what held. */
export function mend({ subjects, rate, whole }: Mending): Promise<Record<string, boolean>> {
  return lendSystem({ subjects }, async system => {
    const claims: Record<string, boolean> = {}
    const rest = () => atRest(system.status())
    const digests = async () => (await delta(['digest', '--json'])).output
    // So that something has been replaced, and is remembered.
    const first = keepChanging({ rate, seed: 2 })
    await until(() => first.count() > HISTORY)
    await first.stop()
    await rest()
    const [model, topics] = [await digests(), await topicDigests(system)]
    claims['there is history to be rebuilt'] = /"list_entry_past"/.test(model) && /"list_evidence_past"/.test(model)

    const { wrong, rows } = await rereadAll(system)
    console.log(JSON.stringify({ rows, wrong }))
    claims['every dataset of every province read again: nothing is published'] = wrong.length === 0 && Object.values(rows).every(one => one > 0)
    const one = await delta(['reread', 'anhui', 'XZCF'])
    claims['and by the command'] = one.code === 0 && /^[1-9].* rows read again, 0 records published; equal/m.test(one.output)
    await rest()
    claims['and the read model does not notice'] = (await digests()) === model

    const again = await delta(['republish', 'delta.list.ah.v1', '--from', '2'])
    await rest()
    claims['a range is published again: readers drop it'] = again.code === 0 && /^[1-9].* published again/m.test(again.output) && (await digests()) === model

    const kafka = openKafka({ brokers: [system.status().kafka], clientId: 'test-replay', log: silentLog })
    await deleteTopics(
      kafka,
      TOPICS.map(topic => topic.name),
    )
    const rebuilt = await delta(['rebuild', 'kafka'])
    await rest()
    claims['all topics wiped: rebuilt from the outboxes, record by record as they were'] = rebuilt.code === 0 && (await topicDigests(system)) === topics
    claims['and the read model is byte for byte what it was'] = (await digests()) === model

    for (const [name, tables] of whole ? MODEL_NAMES.map(one => [one, MODELS[one]] as const) : [['all', Object.values(MODELS).flat()] as const]) {
      await wipe(system, tables)
      const gone = tables.filter(table => model.includes(`"${table}"`))
      const wiped = await digests()
      const { code } = await delta(['rebuild', 'model', name])
      claims[`${name} wiped: rebuilt, identical, history included`] =
        gone.every(table => !wiped.includes(`"${table}"`)) && code === 0 && (await digests()) === model
    }
    const skipped = await wipe(system, ['list_evidence_past', 'list_rollup']).then(() => delta(['rebuild', 'model', 'list'], 'rebuild-skips-a-table'))
    claims['a rebuild that leaves a table out says so'] = skipped.code === 1 && /list_rollup/.test(skipped.output)
    await delta(['rebuild', 'model', 'list'], 'rebuild-at-another-time')
    const otherwise = await digests()
    await delta(['rebuild', 'model', 'list'])
    claims['a rebuild that says otherwise since when something is known has another digest'] = otherwise !== model && (await digests()) === model

    if (whole) {
      const changing = keepChanging({ rate, seed: 1 })
      const live = [await delta(['rebuild', 'model', 'all']), await delta(['rebuild', 'kafka'])]
      await changing.stop()
      await rest()
      const before = await digests()
      const calm = await delta(['rebuild', 'model', 'all'])
      claims['the same while changes go on: nothing is lost, doubled or otherwise'] =
        changing.count() > 0 &&
        live.every(one => one.code === 0) &&
        calm.code === 0 &&
        (await digests()) === before &&
        !/ [1-9]\d* rows gone|, [1-9]\d* come/.test(calm.output)
    }
    // The last: it leaves the outboxes with every record twice.
    claims['a republication with other numbers is found out'] = (await delta(['rebuild', 'kafka'], 'republish-renumbers')).code === 1
    return claims
  })
}
