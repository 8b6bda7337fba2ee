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
const remedies = fc.record({
  repair: maybe(fc.record({ effect: fc.constantFrom('REPAIRED', 'DELETED', 'WITHDRAWN'), on: day })),
  lapse: maybe(fc.record({ effect: fc.constant('DELETED'), on: day })),
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

test('a remedy takes an item out of effect from its day on, for good, and wakes it on no day that it does not name', () => {
  fc.assert(
    fc.property(fc.oneof(entry, item), remedies, day, (own, found, start) => {
      const any = { ...own, ...found } as Parameters<typeof statusOn>[0]
      let now = statusOn(any, start)
      for (let next = addDays(start, 1), count = 0; count < 45; count += 1, next = addDays(next, 1)) {
        const then = statusOn(any, next)
        if (then.status !== now.status || then.class !== now.class) expect(now.changesOn).toBe(next)
        const acts = [found.repair, found.lapse].some(one => one !== null && one.on <= next)
        if (acts) expect(then.class).not.toBe('effective')
        else expect(then).toMatchObject({ status: statusOn(own as never, next).status })
        now = then
      }
    }),
    { numRuns: 1000 },
  )
})

const list = { domain: 'B05', op: 'upsert', to: null, removedOn: null, removalReason: null } as const
const archive = { indicator: 'ENT-LAW-001', op: 'upsert', until: null, licence: null, penalty: null } as const
const decided = { unit: 'ZJ-ECO', annotation: '经同意', ruleSet: 'zj-2019', article: '13', legalBasis: null } as const
const repaired = (on: string) => ({ ...decided, effect: 'REPAIRED', on }) as const
const lapsed = (on: string) => ({ ...decided, effect: 'DELETED', on, unit: null, annotation: null }) as const
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
  ['repaired on application', { ...list, to: '2026-01-01', repair: repaired('2026-01-10') }, 'REPAIRED', 'repaired', null],
  ['repaired from tomorrow on', { ...list, repair: repaired('2026-01-11') }, 'EFFECTIVE', 'effective', '2026-01-11'],
  ['a finding that fell after its repair', { ...list, op: 'repair', repair: { ...repaired('2026-01-09'), effect: 'WITHDRAWN' } }, 'WITHDRAWN', 'ended', null],
  ['gone by the lapse of time', { ...list, to: '2026-01-01', lapse: lapsed('2026-01-10') }, 'REPAIRED', 'deleted', null],
  ['repaired before the lapse of time', { ...list, repair: repaired('2026-01-09'), lapse: lapsed('2026-01-10') }, 'REPAIRED', 'repaired', null],
  ['withdrawn by its source before the lapse of time', { ...list, op: 'revoke', lapse: lapsed('2026-01-10') }, 'WITHDRAWN', 'ended', null],
  [
    'a penalty repaired on application',
    { ...archive, penalty: { status: 'VALID', publicUntil: '2026-01-09' }, repair: repaired('2026-01-10') },
    'REPAIRED',
    'repaired',
    null,
  ],
  [
    'a penalty whose finding fell',
    { ...archive, penalty: { status: 'VALID', publicUntil: null }, repair: { ...repaired('2026-01-10'), effect: 'WITHDRAWN' } },
    'REVOKED',
    'ended',
    null,
  ],
  [
    'a penalty gone by the lapse of time',
    { ...archive, penalty: { status: 'VALID', publicUntil: null }, lapse: lapsed('2026-01-10') },
    'REPAIRED',
    'deleted',
    null,
  ],
] as const)('%s', (_, any, status, standing, changesOn) => {
  expect(statusOn(any, '2026-01-10')).toEqual({ status, class: standing, changesOn })
})
