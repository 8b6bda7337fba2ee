import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { addDays, dayFromNumber } from './day.ts'
import { statusOn } from './status-on.ts'

const day = fc.integer({ min: 18000, max: 18040 }).map(dayFromNumber)
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null })
const op = fc.constantFrom('upsert', 'revoke', 'remove', 'repair')

const entry = fc.record({
  domain: fc.constant('B05'),
  op,
  to: maybe(day),
  removedOn: maybe(day),
  removalReason: maybe(fc.constantFrom('REPAIRED', 'EXPIRED', 'WITHDRAWN', 'DELISTED')),
})
const state = fc.constantFrom('VALID', 'REVOKED')
const item = fc.record({
  indicator: fc.constant('ENT-LAW-002'),
  op,
  until: maybe(day),
  licence: maybe(fc.record({ status: state, validTo: maybe(day) })),
  penalty: maybe(fc.record({ status: state, publicUntil: maybe(day) })),
})
const relation = fc.record({ dimension: fc.constant('INVESTOR'), op, validTo: maybe(day) })
const record = fc.oneof(entry, item, relation)

test('a status changes by itself on no other day than it says, and on that day it does', () => {
  fc.assert(
    fc.property(record, day, (any, start) => {
      let now = statusOn(any, start)
      for (let next = addDays(start, 1), count = 0; count < 45; count += 1, next = addDays(next, 1)) {
        const then = statusOn(any, next)
        expect(then.status !== now.status).toBe(now.changesOn === next)
        if (now.changesOn !== next) expect(then).toEqual(now)
        now = then
      }
      expect(now.changesOn).toBeNull()
    }),
    { numRuns: 1000 },
  )
})

const list = { domain: 'B05', op: 'upsert', to: null, removedOn: null, removalReason: null } as const
const archive = { indicator: 'ENT-LAW-001', op: 'upsert', until: null, licence: null, penalty: null } as const
const tie = { dimension: 'INVESTOR', op: 'upsert', validTo: null } as const

test.each([
  ['a listing without end', list, 'EFFECTIVE', 'effective', null],
  ['its last day', { ...list, to: '2026-01-10' }, 'EFFECTIVE', 'effective', '2026-01-11'],
  ['the day after its last', { ...list, to: '2026-01-09' }, 'EXPIRED', 'ended', null],
  ['removed from tomorrow on', { ...list, op: 'remove', removedOn: '2026-01-11', removalReason: 'DELISTED' }, 'EFFECTIVE', 'effective', '2026-01-11'],
  ['removed today', { ...list, op: 'remove', removedOn: '2026-01-10' }, 'DELISTED', 'ended', null],
  ['removed for a finding withdrawn', { ...list, op: 'remove', removedOn: '2026-01-10', removalReason: 'WITHDRAWN' }, 'WITHDRAWN', 'ended', null],
  ['repaired', { ...list, op: 'repair', removedOn: '2026-01-10', removalReason: 'REPAIRED' }, 'REPAIRED', 'repaired', null],
  [
    'repaired before its removal day is reached',
    { ...list, op: 'repair', removedOn: '2026-02-01', removalReason: 'REPAIRED', to: '2026-03-01' },
    'EFFECTIVE',
    'effective',
    '2026-02-01',
  ],
  [
    'lapsed, to be repaired later',
    { ...list, op: 'repair', to: '2026-01-01', removedOn: '2026-02-01', removalReason: 'REPAIRED' },
    'EXPIRED',
    'ended',
    '2026-02-01',
  ],
  ['revoked', { ...list, op: 'revoke' }, 'WITHDRAWN', 'ended', null],
  ['a licence', { ...archive, licence: { status: 'VALID', validTo: '2026-01-10' } }, 'VALID', 'effective', '2026-01-11'],
  ['a licence that has run out', { ...archive, licence: { status: 'VALID', validTo: '2026-01-09' } }, 'EXPIRED', 'ended', null],
  ['a licence revoked', { ...archive, licence: { status: 'REVOKED', validTo: null } }, 'REVOKED', 'ended', null],
  ['a penalty no longer published', { ...archive, penalty: { status: 'VALID', publicUntil: '2026-01-09' } }, 'EXPIRED', 'ended', null],
  ['a penalty repaired', { ...archive, op: 'repair', penalty: { status: 'VALID', publicUntil: '2026-01-09' } }, 'REPAIRED', 'repaired', null],
  ['a penalty revoked after repair', { ...archive, op: 'repair', penalty: { status: 'REVOKED', publicUntil: null } }, 'REVOKED', 'ended', null],
  ['an item until today', { ...archive, until: '2026-01-10' }, 'VALID', 'effective', '2026-01-11'],
  [
    'a licence that ends before its item',
    { ...archive, until: '2026-03-01', licence: { status: 'VALID', validTo: '2026-01-20' } },
    'VALID',
    'effective',
    '2026-01-21',
  ],
  ['an item revoked', { ...archive, op: 'revoke' }, 'REVOKED', 'ended', null],
  ['a relation', tie, 'VALID', 'effective', null],
  ['a relation’s last day', { ...tie, validTo: '2026-01-10' }, 'VALID', 'effective', '2026-01-11'],
  ['a relation that has ended', { ...tie, validTo: '2026-01-09' }, 'EXPIRED', 'ended', null],
  ['a relation revoked', { ...tie, op: 'revoke' }, 'REVOKED', 'ended', null],
] as const)('%s', (_, any, status, standing, changesOn) => {
  expect(statusOn(any, '2026-01-10')).toEqual({ status, class: standing, changesOn })
})
