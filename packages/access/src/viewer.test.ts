import { expect, test } from 'vitest'
import { agreementFor, readAgreements } from './agreement.ts'
import { parseRole } from './role.ts'
import { agreedDomains, agreedProvinces, createGate, requireProduct, requireSubject, writeCase } from './viewer.ts'

const file = new URL('../../../schema/agreements.json', import.meta.url).pathname
const agreements = readAgreements(file)
const TODAY = '2026-11-23'
const gate = createGate({
  verify: async () => {
    throw new Error('unused')
  },
  agreements: () => agreements,
  today: () => TODAY,
})
const principal = (role: string) => ({ id: role, role: parseRole(role)! })
const headers = (given: Record<string, string>) => (name: string) => given[name]
const admit = (role: string, given: Record<string, string> = { 'delta-purpose': 'analysis' }) => gate.admit(principal(role), headers(given))

test('every demo role has an agreement over all four provinces', () => {
  for (const role of ['analyst', 'partner:330100', 'province:310000', 'unit:ZJ-HUKOU', 'subject:913300007000000000', 'operator']) {
    expect(agreementFor(agreements, parseRole(role)!, TODAY)?.provinces).toEqual(['310000', '320000', '330000', '340000'])
  }
})

test('no agreement in force means no', () => {
  expect(agreementFor(agreements, parseRole('analyst')!, '2025-12-31')).toBeNull()
  const empty = createGate({
    verify: async () => {
      throw new Error('unused')
    },
    agreements: () => [],
    today: () => TODAY,
  })
  expect(() => empty.admit(principal('analyst'), headers({ 'delta-purpose': 'analysis' }))).toThrow(
    expect.objectContaining({ code: 'NOT_AGREED', status: 403 }),
  )
})

test('an exact role goes before a pattern', () => {
  const own = { ...agreements.find(row => row.role === 'partner:*')!, id: 'hangzhou', role: 'partner:330100' }
  expect(agreementFor([...agreements, own], parseRole('partner:330100')!, TODAY)?.id).toBe('hangzhou')
  expect(agreementFor([...agreements, own], parseRole('partner:330200')!, TODAY)?.id).toBe('partner-cities-2026')
})

test('a call needs a purpose that its agreement allows', () => {
  expect(() => admit('analyst', {})).toThrow(expect.objectContaining({ code: 'PURPOSE_REQUIRED', status: 400 }))
  expect(() => admit('analyst', { 'delta-purpose': 'approval' })).toThrow(expect.objectContaining({ code: 'PURPOSE_NOT_ALLOWED', status: 403 }))
  expect(() => admit('analyst', { 'delta-purpose': 'constructor' })).toThrow(expect.objectContaining({ code: 'PURPOSE_NOT_ALLOWED' }))
  expect(admit('analyst').purpose).toBe('analysis')
})

test('a case is free text of at most 64 characters, also in Chinese', () => {
  const sent = (text: string) => ({ 'delta-purpose': 'analysis', 'delta-case': text })
  const wire = (text: string) => Buffer.from(text, 'utf8').toString('latin1')
  expect(admit('analyst', sent(wire('案件'.repeat(32)))).case).toBe('案件'.repeat(32))
  expect(() => admit('analyst', sent(wire('案'.repeat(65))))).toThrow(expect.objectContaining({ code: 'CASE_REQUIRED' }))
  expect(admit('analyst', sent('   ')).case).toBeNull()
  for (const text of ['案件1', 'a?b=c', '=?', 'é']) expect(admit('analyst', sent(writeCase(wire(text)))).case).toBe(text)
  expect(writeCase(wire('案'))).toMatch(/^[\x20-\x7e]+$/)
})

test('products, provinces and domains outside the agreement are refused, and left out where none are named', () => {
  const viewer = { ...admit('analyst'), agreement: { ...agreements[0]!, products: ['LIST'] as const, domains: ['B05'], provinces: ['310000'] } }
  expect(() => requireProduct(viewer, 'ARCHIVE')).toThrow(expect.objectContaining({ code: 'NOT_AGREED' }))
  requireProduct(viewer, 'LIST')
  expect(agreedProvinces(viewer, null)).toEqual(['310000'])
  expect(() => agreedProvinces(viewer, ['310000', '320000'])).toThrow(expect.objectContaining({ code: 'NOT_AGREED' }))
  expect(agreedDomains(viewer, null, ['B01', 'B05'])).toEqual(['B05'])
  expect(agreedDomains(viewer, ['B99'], ['B01', 'B05'])).toEqual([])
  expect(() => agreedDomains(viewer, ['B01'], ['B01', 'B05'])).toThrow(expect.objectContaining({ code: 'NOT_AGREED' }))
})

test('a subject sees only itself', () => {
  const viewer = admit('subject:NP:abc', { 'delta-purpose': 'subject-request' })
  requireSubject(viewer, 'NP:abc')
  expect(() => requireSubject(viewer, 'NP:abd')).toThrow(expect.objectContaining({ code: 'NOT_AGREED' }))
  expect(() => requireSubject(viewer, null)).toThrow(expect.objectContaining({ code: 'NOT_AGREED' }))
  requireSubject(admit('analyst'), null)
})

test('roles are read strictly', () => {
  for (const text of ['', 'Analyst', 'analyst:', 'partner:', 'partner:33010', 'unit:x', 'subject:', "subject:a'b", 'toString', 'unit:ZJ-HUKOU\n'])
    expect(parseRole(text), text).toBeNull()
})
