import { loadCatalogue } from '@delta/catalogue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createAdmission, filterAsked, snapshotPath } from './admission.ts'
import { agreed } from './testing.ts'

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }))
afterEach(() => void vi.useRealTimers())

const catalogue = loadCatalogue()
const viewer = {
  principal: { id: 'x', role: { text: 'partner:330100', kind: 'partner', scope: '330100' } },
  agreement: agreed('partner:*'),
  purpose: 'exchange',
  case: null,
}
const gate = { identify: async () => viewer.principal, admit: () => viewer } as never

test.each([
  ['recognisedIn=330000', 'RECOGNITION_CHANGED'],
  ['recognisedIn=330000&recognition=NONE', null],
  ['domain=B05', null],
])('a stream by %s, over the day on which environmental findings begin to bind: %s', async (query, reason) => {
  let now = new Date('2020-10-19T15:59:59Z')
  const admission = createAdmission({ gate, catalogue, db: null as never, now: () => now })
  const asked = { ...filterAsked(new URLSearchParams(query), []), ...(reason ? { recognition: ['BINDS'] } : {}) }
  const { filter, refused } = await admission.admit(() => undefined, asked)
  expect(filter.recognised?.findings.has('B05/310000') ?? false).toBe(false)
  vi.advanceTimersByTime(2_000)
  expect(await refused()).toBeNull()
  now = new Date('2020-10-19T16:00:00Z')
  vi.advanceTimersByTime(2_000)
  expect(await refused()).toBe(reason)
})

test('the address of a snapshot shows the same', async () => {
  const admission = createAdmission({ gate, catalogue, db: null as never, now: () => new Date('2026-11-25T00:00:00Z') })
  const { filter } = await admission.admit(() => undefined, filterAsked(new URLSearchParams('recognisedIn=330000&recognition=BINDS&polarity=BLACK'), []))
  const again = await admission.admit(() => undefined, filterAsked(new URL(snapshotPath(filter), 'http://x').searchParams, []))
  expect(again.filter).toEqual(filter)
  expect(filter.recognised!.findings.has('B05/310000')).toBe(true)
  expect(filter.recognised!.findings.has('B02/310000')).toBe(false)
})
