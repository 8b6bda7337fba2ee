import { addDays, type ArchiveItem, type ListEntry, type RepairNotice, shortOf } from '@delta/model'
import { idOf, type recordsOf } from '@delta/projection/testing'
import { type Adverse, FIRST, type History, SECOND, subjectOf } from './histories.ts'

type Item = ListEntry | ArchiveItem
/** What is published of an item, in the order of its partition; notices have a topic of their own. */
export interface Told {
  readonly records: readonly Item[]
  readonly notices: readonly RepairNotice[]
  readonly noticeFirst: boolean
}

type Make = ReturnType<typeof recordsOf>

/** A finding of five years before the second day lapses on that day. */
const LAPSES = '2021-11-19'

function recordOf(make: Make, history: History, adverse: Adverse, number: number, n: number): Item {
  const { what, fate, age, domain } = adverse
  const lapses = fate === 'lapsed'
  const foundOn = lapses ? LAPSES : addDays(FIRST, -age)
  const last = fate === 'expired' ? FIRST : null
  const province = lapses ? '330000' : history.province
  const subject = subjectOf(number)
  if (what === 'penalty')
    return make.penalty(province, subject, `${number}/${n}`, { recordId: idOf('penalty', number, n) }, { decisionDate: foundOn, publicUntil: last })
  const entry = make.entry(province, subject, domain, { recordId: idOf('entry', number, n), from: foundOn, to: last })
  return entry
}

function noticesOf(make: Make, { fate }: Adverse, item: Item): RepairNotice[] {
  const { province } = item
  const upheld = (effect: 'RESTORED' | 'WITHDRAWN'): RepairNotice =>
    make.notice(item, {
      step: 'UPHOLD_OBJECTION',
      party: 'OBJECTION_BODY',
      actor: `${shortOf(province).toUpperCase()}-FGW`,
      sequence: 9,
      objection: 1,
      reason: 'OBJECTION_FOUNDED',
      effect,
      annotation: null,
    })
  if (fate === 'repaired') return [make.notice(item)]
  if (fate === 'restored') return [make.notice(item), upheld('RESTORED')]
  return fate === 'fallen' ? [upheld('WITHDRAWN')] : []
}

/** Everything that is published of a history's items. */
export function tell(make: Make, history: History, number: number): Told[] {
  return history.items.map((adverse, n) => {
    const item = recordOf(make, history, adverse, number, n)
    const revoked: Item[] = adverse.fate === 'revoked' ? [{ ...item, op: 'revoke', version: 2 } as Item] : []
    const version = 1 + revoked.length
    const again = Array.from({ length: adverse.again }, (_, k): Item =>
      adverse.fate === 'revoked' || k % 2 === 0 ? item : ({ ...item, version: version + k, recordedAt: `${SECOND}T01:00:00.000Z` } as Item),
    )
    return { records: [item, ...revoked, ...again], notices: noticesOf(make, adverse, item), noticeFirst: adverse.noticeFirst }
  })
}

/** The same history as if what does not count in the end had never been. */
export const tellWithout = (make: Make, history: History, number: number): Told[] =>
  tell(make, history, number).flatMap(({ records }, n) =>
    ['stands', 'restored'].includes(history.items[n]!.fate)
      ? [{ records: [records.at(-1)!.version === 1 ? records[0]! : newest(records)], notices: [], noticeFirst: false }]
      : [],
  )

const newest = (records: readonly Item[]): Item => records.reduce((a, b) => (b.version > a.version ? b : a))
