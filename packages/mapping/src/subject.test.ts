import { expect, test } from 'vitest'
import { counterparty, fixedKind, kindCode, kindOfBlock, requiredKind } from './kind.ts'
import { orgCode, uscc } from './organisation.ts'
import { residentId } from './person.ts'
import { divisionCode } from './place.ts'
import { subject } from './subject.ts'
import type { SubjectDeclaration } from './subject.ts'
import { readingOf } from './testing-rule.ts'
import { orgCodeFor, residentFor, usccFor } from './testing.ts'
import { text } from './text.ts'

const firm = usccFor('91', '310101', 'MA1FL000')
const person = residentFor('340181', '19800101')
const ids = [uscc('u'), orgCode('o'), residentId('p')] as const
const read = (
  declaration: Partial<SubjectDeclaration>,
  columns: Record<string, string | null>,
  dataset = 'T',
): { told: unknown; failure: string | null; warnings: readonly string[]; city: string | null } => {
  const reading = readingOf(columns, { row: { dataset }, province: '330000' })
  const one = subject({ ids: [...ids], ...declaration }).read(reading)
  return {
    told: [one.key, one.kind, one.subject?.id.slice(0, 3) ?? null],
    failure: reading.failure && `${reading.failure.code} ${reading.failure.field}`,
    warnings: reading.warnings,
    city: one.city,
  }
}

test('the first identifier that is stated decides', () => {
  expect(read({}, { u: firm, p: person })).toMatchObject({ told: [firm, 'ENT', '913'], failure: null })
  expect(read({}, { u: ' ', p: person })).toMatchObject({ told: [person, 'NAT', 'NP:'] })
  expect(read({}, { u: firm.slice(1), p: person })).toMatchObject({ told: [firm.slice(1), null, null], failure: 'E_ID_LENGTH u' })
  expect(read({}, {})).toMatchObject({ told: ['T/1#u', null, null], failure: 'E_REQUIRED u' })
})

test('a placeholder gives way to another identifier', () => {
  expect(read({}, { u: '00000000000000000X', p: person })).toMatchObject({ told: [person, 'NAT', 'NP:'] })
  expect(read({}, { u: '00000000000000000X' }).failure).toMatch(/^E_ID_/)
})

test('an organisation code beside a credit code is compared', () => {
  expect(read({}, { u: firm, o: orgCodeFor('MA1FL000') }).warnings).toEqual([])
  expect(read({}, { u: firm, o: orgCodeFor('MA1FL001') }).warnings).toEqual(['W_ORGCODE_CHECK'])
})

test('the kind follows from the code and agrees with the source', () => {
  const kind = kindCode('k', { '1': 'ENT', '2': 'GOV', '5': null })
  expect([read({ kind }, { u: firm, k: '1' }), read({ kind }, { u: firm, k: '5' }), read({ kind }, { u: firm, k: null })].map(one => one.failure)).toEqual([
    null,
    null,
    null,
  ])
  expect(read({ kind }, { u: firm, k: '2' })).toMatchObject({ failure: 'E_KIND_CONFLICT k', told: [firm, 'GOV', '913'] })
  expect(read({ kind }, { u: firm, k: '9' })).toMatchObject({ failure: 'E_CODE_UNKNOWN k', told: [firm, 'ENT', '913'] })
  expect(read({ kind: requiredKind(kind, 'k') }, { u: firm })).toMatchObject({ failure: 'E_REQUIRED k' })
  expect(read({}, { u: usccFor('55', '310101', 'MA1FL000') })).toMatchObject({ failure: 'E_KIND_CONFLICT u' })
  expect(read({ kind }, { o: orgCodeFor('MA1FL000'), k: '2' })).toMatchObject({ failure: null, told: [orgCodeFor('MA1FL000'), 'GOV', 'ORG'] })
})

test('counterparties by code or name', () => {
  const kind = counterparty('k')
  const failures = (columns: Record<string, string>): (string | null)[] => ['1', '02', '个体工商户', '9'].map(k => read({ kind }, { ...columns, k }).failure)
  expect(failures({ u: firm })).toEqual([null, 'E_KIND_CONFLICT k', null, 'E_CODE_UNKNOWN k'])
  expect(failures({ p: person })).toEqual(['E_KIND_CONFLICT k', null, 'E_KIND_CONFLICT k', 'E_CODE_UNKNOWN k'])
  expect(read({ kind }, { k: '2' }).failure).toBe('E_REQUIRED p')
})

test('fixed kinds and kinds of blocks', () => {
  const kind = kindOfBlock('k', { QY: 'ENT', SZ: 'SOC' })
  expect(
    [
      read({ kind }, { u: firm, k: 'QY' }, 'QY0302'),
      read({ kind }, { u: firm, k: 'SZ' }, 'QY0302'),
      read({ kind }, { u: firm, k: 'XX' }, 'QY0302'),
      read({ kind }, { u: firm }, 'QY0302'),
    ].map(one => one.failure),
  ).toEqual([null, 'E_KIND_CONFLICT k', 'E_CODE_UNKNOWN k', null])
  expect(read({ kind: fixedKind('NAT') }, { u: firm }).failure).toBe('E_KIND_CONFLICT u')
})

test('the city is of the stated place, else of the code’s positions 3–6, and only the own province’s', () => {
  const ningbo = usccFor('91', '330203', 'MA1FL000')
  const place = divisionCode('d')
  expect(
    [
      read({ place }, { u: ningbo, d: '' }),
      read({ place }, { u: ningbo, d: '330000' }),
      read({ place }, { u: firm, d: '330203' }),
      read({ place }, { u: firm }),
    ].map(one => one.city),
  ).toEqual(['330200', null, '330200', null])
})

test('the name is only trimmed', () => {
  const reading = readingOf({ u: firm, n: ' ㈱云澜（①） ' })
  expect(subject({ ids: [uscc('u')], name: text('n') }).read(reading).subject).toEqual({
    id: firm,
    kind: 'ENT',
    subKind: null,
    idType: 'USCC',
    name: '㈱云澜（①）',
    maskedId: null,
    division: '310101',
  })
})
