import { PROVINCES, type Finding, type RuleSet, addDays, createRepairLaw, dayFromNumber, dayNumber, naturalRepairOn, publicityOf } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadRuleSets } from './rule-sets.ts'

const ruleSets = loadRuleSets()
const verticals = new Set(['CUSTOMS', 'TAX'])
const law = createRepairLaw(ruleSets, verticals)
const finding: Finding = {
  province: '330000',
  system: 'CUSTOMS',
  level: 'PROVINCE',
  kind: 'PENALTY',
  domain: null,
  sectors: [],
  severity: 'GENERAL',
  foundOn: '2026-05-10',
}

test('a vertical system’s own rules prevail, the nation’s fill them, a province’s never do', () => {
  const [zj, , cn36] = ruleSets as [RuleSet, RuleSet, RuleSet]
  const naturalRepair = { value: { years: 3, effect: 'DELETE' as const }, article: '7', source: 'made up', open: null }
  const own: RuleSet = { ...cn36, id: 'gc-2025', rank: 'VERTICAL', systems: ['CUSTOMS'], points: { ...cn36.points, naturalRepair, publicity: null } }
  const rules = createRepairLaw([zj, own, cn36], verticals).choose(finding, '2026-06-01')
  expect(naturalRepairOn(rules)).toMatchObject({ ruleSet: 'gc-2025', article: '7', value: { on: '2029-05-11' } })
  expect(publicityOf(rules)).toMatchObject({ ruleSet: 'cn-2026-36' })
  expect(rules.point('annotation')).toMatchObject({ state: 'RULE_UNKNOWN', why: 'SILENT' })
  expect(
    createRepairLaw([zj, own, cn36], verticals)
      .choose({ ...finding, system: 'TAX' }, '2026-06-01')
      .point('effect'),
  ).toMatchObject({ why: 'VERTICAL_SYSTEM' })
})

const found = fc.integer({ min: dayNumber('2018-01-01'), max: dayNumber('2028-12-31') }).map(dayFromNumber)
const anyFinding = fc.record({
  province: fc.constantFrom(...PROVINCES),
  system: fc.constantFrom('ECO', 'MKT', 'EMER'),
  kind: fc.constantFrom('PENALTY', 'LIST', 'OTHER'),
  severity: fc.constantFrom('MINOR', 'GENERAL', 'SERIOUS', null),
  foundOn: found,
})
const choose = (change: Partial<Finding>) => law.choose({ ...finding, ...change }, null)

test('under one rule set, what was found later is published and kept no shorter, and what weighs more no shorter', () => {
  fc.assert(
    fc.property(anyFinding, fc.integer({ min: 0, max: 90 }), (change, later) => {
      const one = publicityOf(choose(change))
      const other = publicityOf(choose({ ...change, foundOn: addDays(change.foundOn, later) }))
      if (one.state === 'STATED') {
        expect([change.foundOn, one.minUntil, one.maxUntil, one.stopsBy].map(String)).toEqual(
          [change.foundOn, one.minUntil, one.maxUntil, one.stopsBy].map(String).toSorted(),
        )
        const heavier = publicityOf(choose({ ...change, severity: 'SERIOUS' }))
        expect(heavier.state === 'STATED' && heavier.maxUntil! >= one.maxUntil! && heavier.minUntil! >= one.minUntil!).toBe(true)
      }
      if (one.state === 'STATED' && other.state === 'STATED' && one.ruleSet === other.ruleSet)
        expect(other.minUntil! >= one.minUntil! && other.maxUntil! >= one.maxUntil!).toBe(true)
      const [before, after] = [naturalRepairOn(choose(change)), naturalRepairOn(choose({ ...change, foundOn: addDays(change.foundOn, later) }))]
      if (before.state === 'STATED') expect(after.state === 'STATED' && after.value.on! >= before.value.on!).toBe(true)
    }),
    { numRuns: 500 },
  )
})

test('Zhejiang’s rules never answer for a finding elsewhere', () => {
  const points = Object.keys(ruleSets[0]!.points).filter(name => name !== 'terms') as Parameters<ReturnType<typeof choose>['point']>[0][]
  fc.assert(
    fc.property(anyFinding, found, (change, applied) => {
      const rules = law.choose({ ...finding, ...change }, applied)
      const answering = [...points.map(name => rules.point(name).ruleSet), rules.term('REVIEW').ruleSet, rules.term('ANNOTATION').ruleSet]
      if (change.province !== '330000') expect(answering).not.toContain('zj-2019')
      expect(answering.filter(id => id === 'cn-2026-36').length === 0 || applied >= '2026-04-01' || change.foundOn >= '2026-04-01').toBe(true)
    }),
    { numRuns: 500 },
  )
})
