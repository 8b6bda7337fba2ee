import { type Finding, type RepairEvent, type RepairParty, type RepairStep, addDays, repairCase } from '@delta/model'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { REASONS, ZJ, inZhejiang, jiangsu, parts } from './testing-repair-case.ts'

const move = fc.record({
  step: fc.constantFrom(
    ...([
      ...new Set([...ZJ.map(([step]) => step), ...(Object.keys(REASONS) as RepairStep[])]),
      'FORWARD',
      'SYNC',
      'OBJECT',
      'NATURAL_REPAIR',
      'WITHDRAW',
      'ACCEPT',
    ] as const),
  ),
  party: fc.constantFrom<RepairParty>('SUBJECT', 'AGENT', 'FINDER', 'CREDIT_CHINA', 'CREDIT_BODY', 'OBJECTION_BODY', 'THIRD_PARTY', 'GATEWAY'),
  wait: fc.integer({ min: -1, max: 12 }),
  follow: fc.nat(),
})
const where = fc.constantFrom(inZhejiang, jiangsu, { ...inZhejiang, foundOn: '2026-02-10' }, { ...jiangsu, foundOn: '2026-04-10' })

/** Follows what a case allows, most of the time, and does something else now and then. */
function history(finding: Finding, moves: readonly { step: RepairStep; party: RepairParty; wait: number; follow: number }[]): RepairEvent[] {
  let day = addDays(finding.foundOn, 400)
  const events: RepairEvent[] = []
  for (const { step, party, wait, follow } of moves) {
    day = addDays(day, wait)
    const found = repairCase(events, parts({ finding, today: day }))
    const choice = follow % 5 === 0 ? undefined : found.next[follow % Math.max(1, found.next.length)]
    const [as, what] = [choice?.parties[0] ?? party, choice?.step ?? step]
    const number = what === 'OBJECT' ? found.objections.length + 1 : what.endsWith('_OBJECTION') ? found.objections.length : null
    events.push({ sequence: events.length + 1, step: what, party: as, at: `${day}T02:00:00Z`, objection: number, reason: REASONS[what] ?? null })
    const then = repairCase(events, parts({ finding, today: day }))
    expect(then.faults.length).toBe(found.faults.length + (found.next.some(each => each.step === what && each.parties.includes(as)) ? 0 : 1))
    if (then.faults.length > found.faults.length) expect({ ...then, faults: [], rules: null }).toEqual({ ...found, faults: [], rules: null })
    if (found.outcome === 'DELETED') expect(then.outcome).toBe('DELETED')
    if (found.outcome === 'REPAIRED') expect(['REPAIRED', 'REVOKED']).toContain(then.outcome)
  }
  return events
}

test('what a case offers is what it takes, and nothing else; events in any order and twice come to the same', () => {
  fc.assert(
    fc.property(where, fc.array(move, { maxLength: 14 }), fc.infiniteStream(fc.nat()), (finding, moves, random) => {
      const events = history(finding, moves)
      const today = addDays(finding.foundOn, 700)
      const once = repairCase(events, parts({ finding, today }))
      const shuffled = [...events, ...events].map(event => ({ event, at: random.next().value as number })).toSorted((a, b) => a.at - b.at)
      const again = repairCase(
        shuffled.map(({ event }) => event),
        parts({ finding, today }),
      )
      expect({ ...again, rules: null }).toEqual({ ...once, rules: null })
      if (once.outcome === 'REPAIRED') for (const term of once.terms.filter(({ duty }) => duty === 'PUBLICITY')) expect(term.doneOn! > term.due!.day).toBe(true)
    }),
    { numRuns: 300 },
  )
})
