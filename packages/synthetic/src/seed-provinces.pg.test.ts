import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { play, seedProvinces, type JournalEntry, type SeedOptions } from './index.ts'
import { TODAY } from './testing.ts'

type Result = Awaited<ReturnType<typeof seedProvinces>>
const bases: Record<string, TestDatabase<unknown>> = {}
let folder: string
let options: SeedOptions
let seeded: Result
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'provinces-'))
  for (const name of ['shanghai', 'jiangsu', 'zhejiang']) bases[name] = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  options = {
    urls: { shanghai: bases['shanghai']!.url, jiangsu: bases['jiangsu']!.url, zhejiang: bases['zhejiang']!.url },
    inboxes: { jiangsu: join(folder, 'jiangsu'), anhui: join(folder, 'anhui') },
    subjects: 400,
    seed: 3,
    today: TODAY,
  }
  seeded = await seedProvinces(options)
}, 60_000)
afterAll(async () => {
  for (const base of Object.values(bases)) await base.drop()
  await rm(folder, { recursive: true, force: true })
})

const provinces = ['shanghai', 'jiangsu', 'zhejiang'] as const
const queryIn = async (province: string, text: string, values: unknown[] = []) => (await bases[province]!.pool.query(text, values)).rows

test('the tables hold as many rows as were counted', async () => {
  for (const province of provinces) {
    for (const [table, n] of Object.entries(seeded[province].rows))
      expect(await queryIn(province, `select count(*)::int as n from ${table}`), table).toEqual([{ n }])
  }
})

test('every trap is there at least twice, where its note says', async () => {
  for (const province of Object.values(seeded)) {
    for (const [trap, notes] of Map.groupBy(province.traps, note => note.trap)) expect(notes.length, trap).toBeGreaterThanOrEqual(2)
  }
  const keys: Record<string, string> = {
    'public.dw_wide_legal': 'id',
    'public.dw_person': 'p001',
    'public.dw_rel': 'r000',
    'public.dw_item': 'it_id',
    'public.dw_revoke': 'rv_id',
  }
  for (const { dataset, coordinate } of [...seeded.shanghai.traps, ...seeded.jiangsu.traps].filter(note => note.dataset.includes('.'))) {
    const province = dataset.startsWith('gxpt') ? 'shanghai' : 'jiangsu'
    expect(
      await queryIn(province, `select from ${dataset} where ${keys[dataset] ?? 'zj'}::text = $1`, [coordinate.slice(dataset.length + 1)]),
      coordinate,
    ).toHaveLength(1)
  }
  for (const { coordinate } of seeded.zhejiang.traps) {
    const [, sid, block, row] = coordinate.split('/')
    expect(
      (await queryIn('zhejiang', 'select from zb_value where sid = $1 and zbx_code like $2 and row_no = $3', [sid, `${block}%`, row])).length,
      coordinate,
    ).toBeGreaterThan(0)
  }
  const messages = new Set(await readdir(join(folder, 'jiangsu')))
  for (const { coordinate, dataset } of seeded.jiangsu.traps) if (!dataset.includes('.')) expect(messages).toContain(coordinate.split(':')[0])
})

test('databases that hold rows are not filled again', async () => {
  await expect(seedProvinces(options)).rejects.toThrow(/already holds rows/)
})

test('numbers given by the database go on where the data ends', async () => {
  const [{ vid, most }] = (await queryIn(
    'zhejiang',
    `insert into zb_value (sid) values (1) returning vid::int, (select max(vid)::int from zb_value) as most`,
  )) as [{ vid: number; most: number }]
  expect(vid).toBeGreaterThan(most)
  await queryIn('jiangsu', `insert into dw_revoke (c001) values (null)`)
})

test('play goes on in all four sources and writes down what it did after the commit', async () => {
  const journal = join(folder, 'journal.ndjson')
  const stop = new AbortController()
  const seen = new Set<string>()
  const played = await play({
    urls: options.urls,
    inboxes: options.inboxes,
    rate: 300,
    seed: 3,
    journal,
    signal: stop.signal,
    onChange: ({ source }) => {
      seen.add(source)
      if (seen.size === 4) stop.abort()
    },
  })
  const entries = (await readFile(journal, 'utf8'))
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as JournalEntry)
  expect(new Set(entries.map(entry => entry.source))).toEqual(new Set(['sh', 'js', 'zj', 'ah']))
  expect(entries.length).toBe(Object.values(played.sources).reduce((sum, n) => sum + n, 0))
  for (const { source, what, dataset, coordinate } of entries) {
    if (source !== 'sh' || what !== 'insert') continue
    expect(await queryIn('shanghai', `select from ${dataset} where zj = $1`, [coordinate.split('/')[1]])).toHaveLength(1)
  }
}, 60_000)
