import { expect, test } from 'vitest'
import { hasOwnTable } from './indicator-facts.ts'
import { LIST_STATES } from './list-facts.ts'
import { factChunks } from './seed-parts.ts'
import { SHORTS } from './reference.ts'
import { digestOf, everything, smallParts } from './testing.ts'

const parts = smallParts()

test.each(SHORTS)('%s: every domain in every state, every general indicator, licences and penalties of every kind of subject', p => {
  const facts = [...factChunks(parts, p)].flatMap(({ each }) => [...each()])
  const states = new Set(facts.flatMap(({ lists }) => lists.map(({ domain, state }) => `${domain.code} ${state}`)))
  for (const { code } of parts.reference.domains) for (const state of LIST_STATES) expect(states, `${code} ${state}`).toContain(`${code} ${state}`)
  const indicators = new Set(facts.flatMap(fact => fact.indicators.map(({ indicator }) => indicator.code)))
  for (const indicator of parts.reference.indicators) if (!hasOwnTable(indicator)) expect(indicators).toContain(indicator.code)
  for (const kind of ['ENT', 'NAT', 'SOC', 'INS', 'GOV']) {
    const mine = facts.filter(fact => fact.subject.kind === kind)
    expect(mine.some(fact => fact.licences.length > 0) && mine.some(fact => fact.penalties.length > 0), kind).toBe(true)
  }
  expect(new Set(facts.flatMap(fact => fact.relations.map(({ dimension, party }) => `${dimension}${party.kind === 'NAT'}`))).size).toBe(7)
})

test('a province also has data on subjects of others', () => {
  for (const p of SHORTS) expect([...factChunks(parts, p)].some(({ each }) => [...each()].some(({ home }) => !home))).toBe(true)
})

test.each(SHORTS)('%s: the same seed gives the same records, another seed others', p => {
  const first = digestOf(everything(smallParts(300), p))
  expect(digestOf(everything(smallParts(300), p))).toBe(first)
  expect(digestOf(everything(smallParts(300, 8), p))).not.toBe(first)
})
