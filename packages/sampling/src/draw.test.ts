import { createHash, createHmac } from 'node:crypto'
import { drawSample, ratioParts, type SamplingDraw, sizeOf } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const hashes = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex'),
}
const draw = (given: Partial<SamplingDraw> = {}) => drawSample(hashes, { ...plan, ...given })
const population = Array.from({ length: 500 }, (_, n) => ({ id: `SUBJECT${String(n).padStart(4, '0')}`, class: 'ABC'[n % 3]! }))
const plan: SamplingDraw = {
  seed: 'a seed of public chance'.replaceAll(' ', '-'),
  matter: 'JC0010300033301000Y000002001',
  shares: [
    { class: 'A', ratio: '0.05' },
    { class: 'C', ratio: '0.5' },
  ],
  population,
  inspectors: ['I-1', 'I-2', 'I-3', 'I-4', 'I-5'],
  each: 2,
}

test('a class is drawn by its share, rounded up; who is of another class is not drawn', () => {
  const { drawn } = draw()
  expect(drawn.filter(member => member.class === 'A')).toHaveLength(Math.ceil(167 * 0.05))
  expect(drawn.filter(member => member.class === 'C')).toHaveLength(83)
  expect(drawn).toHaveLength(9 + 83)
  expect(new Set(drawn.map(({ id }) => id)).size).toBe(drawn.length)
  for (const { inspectors } of drawn) expect(new Set(inspectors).size).toBe(2)
})

test('the draw is the same whatever the order of population and roster', () => {
  const shuffled = draw({ population: population.toReversed(), inspectors: plan.inspectors.toReversed() })
  expect(shuffled).toEqual(draw())
})

test('another seed, matter, subject or class is another draw', () => {
  const ids = (given: Partial<SamplingDraw>) => draw(given).drawn.map(({ id }) => id)
  const same = ids({})
  const others = [
    { seed: 'another-seed' },
    { matter: 'X' },
    { population: population.slice(1) },
    { population: population.with(0, { id: 'SUBJECT0000', class: 'B' }) },
  ]
  for (const other of others) expect(ids(other)).not.toEqual(same)
})

test('each subject and each inspector is drawn about as often as any other', () => {
  const times = new Map<string, number>()
  const count = (key: string) => void times.set(key, (times.get(key) ?? 0) + 1)
  const few = population.slice(0, 60).map(member => ({ ...member, class: 'A' }))
  for (let n = 0; n < 1_000; n += 1) {
    for (const { id, inspectors } of draw({ seed: `seed-${n}`, population: few, shares: [{ class: 'A', ratio: '0.1' }] }).drawn)
      [id, ...inspectors].forEach(count)
  }
  for (const { id } of few) expect(Math.abs(times.get(id)! - 100)).toBeLessThan(50)
  for (const inspector of plan.inspectors) expect(Math.abs(times.get(inspector)! - 2_400)).toBeLessThan(250)
})

test('ratios are decimals above 0, at most 1, of at most four places; sizes are computed without rounding errors', () => {
  expect(['0.05', '1', '1.0', '0.0001', '0.3'].map(ratioParts)).toEqual([500, 10_000, 10_000, 1, 3_000])
  expect(['0', '0.0', '1.1', '.5', '0.00001', '-0.1', '5%', '', '1e-2', '01'].map(ratioParts)).toEqual(Array.from({ length: 10 }, () => null))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10_000 }), fc.integer({ min: 0, max: 200_000 }), (parts, members) => {
      const text = parts === 10_000 ? '1' : `0.${String(parts).padStart(4, '0')}`
      const size = sizeOf(members, text)
      expect(BigInt(size) * 10_000n >= BigInt(members) * BigInt(parts) && (BigInt(size) - 1n) * 10_000n < BigInt(members) * BigInt(parts)).toBe(true)
    }),
  )
})
