import { appendFileSync } from 'node:fs'
import { dayIn } from '@delta/model'
import { openStore } from '@delta/store'
import { anhuiWriterOf } from './seed-anhui.ts'
import type { SourceUrls } from './create-source-schemas.ts'
import { openDropFolder } from './drop-folder.ts'
import { createJiangsuWriter } from './jiangsu-rows.ts'
import { playAnhui } from './play-anhui.ts'
import { playJiangsuTables } from './play-jiangsu.ts'
import { playMessages } from './play-messages.ts'
import type { Act, JournalEntry, PlayParts } from './play-parts.ts'
import { playShanghai } from './play-shanghai.ts'
import { playZhejiang } from './play-zhejiang.ts'
import { createRandom } from './random.ts'
import type { Short } from './reference.ts'
import { createSeedParts } from './seed-parts.ts'
import { readReference } from './seed-provinces.ts'
import { createShanghaiWriter } from './shanghai-rows.ts'
import { createTrapKit } from './trap-kit.ts'
import { createZhejiangWriter } from './zhejiang-rows.ts'

/** What keeps on happening, where, how fast and for how long. */
export interface PlayOptions {
  readonly urls: SourceUrls
  readonly inboxes: { readonly jiangsu: string; readonly anhui: string }
  /** Changes a second in all four sources together. */
  readonly rate: number
  /** Ends by itself after so many seconds; without it, at the signal. */
  readonly seconds?: number
  readonly seed?: number
  readonly signal?: AbortSignal
  readonly now?: () => Date
  /** File that a line of JSON (JournalEntry) is appended to for each change, after its commit. */
  readonly journal?: string
  /** Told of each change after its commit. */
  readonly onChange?: (entry: JournalEntry) => void
}

/** What was done: changes by source, and changes by kind. */
export interface Played {
  readonly sources: Readonly<Record<string, number>>
  readonly changes: Readonly<Record<string, number>>
}

/** How often each source is played. */
const SHARES: readonly (readonly [number, Short])[] = [
  [30, 'sh'],
  [20, 'js'],
  [10, 'js'],
  [25, 'zj'],
  [15, 'ah'],
]

/** After so many changes the lanes wait for each other, so that a slow source holds play back instead of piling work up. */
const BACKLOG = 32

/** Keeps changes going on in all four sources: inserts, changes, revocations, repairs, re-sent and broken files, late commits. Resolves when all that was begun is committed; a change that fails ends it with its error. */
export async function play(options: PlayOptions): Promise<Played> {
  const { urls, inboxes, rate, seconds, seed = 1, now = () => new Date(), journal, onChange } = options
  const stop = AbortSignal.any([...(options.signal ? [options.signal] : []), ...(seconds === undefined ? [] : [AbortSignal.timeout(seconds * 1_000)])])
  const today = (): string => dayIn('Asia/Shanghai', now().toISOString())
  const started = now().getTime()
  const reference = readReference()
  const parts = createSeedParts({ seed, today: today(), subjects: 100, reference })
  const random = createRandom(seed, 'play', started)
  const sources: Record<string, number> = {}
  const changes: Record<string, number> = {}
  const beside = new Set<Promise<void>>()
  let failure: unknown

  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      const done = () => {
        clearTimeout(timer)
        stop.removeEventListener('abort', done)
        resolve()
      }
      const timer = setTimeout(done, Math.max(0, ms))
      if (stop.aborted) done()
      else stop.addEventListener('abort', done)
    })
  const partsOf = (source: Short): PlayParts => ({
    random,
    today,
    pause,
    kit: createTrapKit({ ...parts, p: source, random, first: 1_000_000 + (Math.floor(started / 1_000) % 10_000_000) * 1_000 }),
    note: (done, heldOpen = 0) => {
      for (const change of done) {
        const entry: JournalEntry = { at: new Date().toISOString(), source, ...change, heldOpen }
        sources[source] = (sources[source] ?? 0) + 1
        changes[change.what] = (changes[change.what] ?? 0) + 1
        if (journal) appendFileSync(journal, `${JSON.stringify(entry)}\n`)
        onChange?.(entry)
      }
    },
    aside: work => {
      const watched: Promise<void> = work
        .catch(error => {
          failure ??= error
        })
        .finally(() => beside.delete(watched))
      beside.add(watched)
    },
  })

  const stores = {
    sh: openStore(urls.shanghai, { connections: 8 }),
    js: openStore(urls.jiangsu, { connections: 8 }),
    zj: openStore(urls.zhejiang, { connections: 8 }),
  }
  try {
    const js = partsOf('js')
    const acts: readonly (readonly Act[])[] = [
      await playShanghai(partsOf('sh'), stores.sh.pool, createShanghaiWriter(parts)),
      await playJiangsuTables(js, stores.js.pool, createJiangsuWriter(parts)),
      await playMessages(js, await openDropFolder(inboxes.jiangsu), createJiangsuWriter(parts)),
      await playZhejiang(partsOf('zj'), stores.zj.pool, createZhejiangWriter(parts)),
      await playAnhui(partsOf('ah'), await openDropFolder(inboxes.anhui), anhuiWriterOf(parts)),
    ]
    const lanes = acts.map(() => Promise.resolve())
    const begun = performance.now()
    for (let n = 0; !stop.aborted && failure === undefined; n += 1) {
      await pause(begun + (n * 1_000) / rate - performance.now())
      if (stop.aborted) break
      const lane = random.weighted(SHARES.map(([weight], i) => [i, weight] as const))
      const act = random.weighted(acts[lane]!.map(one => [one, one.weight] as const))
      lanes[lane] = lanes[lane]!.then(act.run).catch(error => {
        failure ??= error
      })
      if (n % BACKLOG === 0) await Promise.all(lanes)
    }
    await Promise.all(lanes)
    while (beside.size > 0) await Promise.all(beside)
    if (failure !== undefined) throw failure
  } finally {
    await Promise.all(Object.values(stores).map(store => store.close()))
  }
  return { sources, changes }
}
