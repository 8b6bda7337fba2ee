import { expect, test } from 'vitest'
import { checkOrgCode, checkRegNo, checkResidentId, checkUscc, upgradeResidentId15 } from '@delta/model'
import { smallParts, TODAY } from './testing.ts'
import type { Organisation, Person } from './world.ts'

const { world } = smallParts(4_000)
const subjects = Array.from({ length: 4_000 }, (_, index) => world.subjectAt(index))
const people = subjects.filter((subject): subject is Person => subject.kind === 'NAT')
const organisations = subjects.filter((subject): subject is Organisation => subject.kind !== 'NAT')

test('every person has a valid number that belongs to nobody: order code 998 or 999, born after 1950', () => {
  for (const { id, oldId } of people) {
    expect(checkResidentId(id, { today: TODAY }), id).toMatchObject({ ok: true })
    expect(id.slice(14, 17)).toMatch(/^99[89]$/)
    expect(Number(id.slice(6, 10))).toBeGreaterThan(1950)
    if (oldId) expect(upgradeResidentId15(oldId)).toBe(id)
  }
  expect(people.some(person => person.oldId)).toBe(true)
  expect(new Set(people.map(person => person.id)).size).toBe(people.length)
})

test('every organisation has valid identifiers, none twice', () => {
  for (const { uscc, orgCode, regNo } of organisations) {
    expect(checkUscc(uscc), uscc).toMatchObject({ ok: true, warnings: [] })
    expect(checkOrgCode(orgCode), orgCode).toMatchObject({ ok: true })
    expect(checkRegNo(regNo), regNo).toMatchObject({ ok: true })
    expect(uscc.slice(8, 17)).toBe(orgCode)
  }
  expect(new Set(organisations.map(organisation => organisation.uscc)).size).toBe(organisations.length)
})

test('codes of all sorts occur: 91, 92, 93, village co-operatives, check character 0, organisation code only, registration number only', () => {
  const prefixes = new Set(organisations.map(({ uscc }) => uscc.slice(0, 2)))
  for (const prefix of ['91', '92', '93', 'N2', '51', '52', '53', '12', '11']) expect(prefixes).toContain(prefix)
  expect(organisations.some(({ uscc }) => uscc.endsWith('0'))).toBe(true)
  expect(new Set(organisations.map(({ known }) => known))).toEqual(new Set(['uscc', 'orgcode', 'regno']))
})

test("a person's first digits, household and home differ for some; households lie outside the region or are unknown for some", () => {
  expect(people.some(({ id, hukou }) => hukou.division && hukou.division.slice(0, 2) !== id.slice(0, 2))).toBe(true)
  expect(people.some(({ hukou }) => hukou.division === null)).toBe(true)
  expect(people.some(({ hukou }) => hukou.division && !['31', '32', '33', '34'].includes(hukou.division.slice(0, 2)))).toBe(true)
})

test('a subject is found again by province, kind and ordinal, and the counts add up', () => {
  const found = new Map<string, number>()
  for (const index of [0, 99, 100, 1_234, 3_999]) {
    const { p, kind, ordinal } = world.slotOf(index)
    expect((kind === 'NAT' ? world.person(p, ordinal) : world.organisation(p, kind, ordinal)).index).toBe(index)
  }
  for (let index = 0; index < 4_000; index += 1) {
    const { p, kind } = world.slotOf(index)
    found.set(p + kind, (found.get(p + kind) ?? 0) + 1)
  }
  for (const [key, n] of found) expect(world.count(key.slice(0, 2) as 'sh', key.slice(2) as 'ENT')).toBe(n)
})
