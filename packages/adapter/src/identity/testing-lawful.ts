import fc from 'fast-check'
import { addDays, type Catalogue, type ListEntry } from '@delta/model'
import type { Mapped } from '@delta/mapping'
import type { MappedRow } from '../commit-batch.ts'
import { listEntry, penalty, row } from '../testing.ts'
import { baseOf } from './base-name.ts'
import { type IdentityTerms, identityTerms } from './identity-terms.ts'
import { judgeIdentity } from './judge-identity.ts'
import { createNameBook } from './name-book.ts'

/** A subject of a lawful register: it may change its name, and a name that it has given up may be another's after a year. For tests only. */
interface Registered {
  readonly code: string
  readonly founded: string
  /** Its names, each with its first day. */
  readonly names: readonly { readonly name: string; readonly from: string }[]
}

const DAY_ZERO = '2015-01-01'
const NAMES = [
  '杭州天宇贸易有限公司',
  '宁波海明科技有限公司',
  '绍兴越州纺织有限公司',
  '上海浦江实业有限公司',
  '苏州金鸡湖建设有限公司',
  '合肥大蜀山食品有限公司',
]
const day = (n: number): string => addDays(DAY_ZERO, n)
const codeOf = (n: number): string => `9133010000000${String(n).padStart(4, '0')}X`

/** Subjects whose names take turns: each is borne by one at most at a time, and rests a year between two. */
const register = fc
  .array(fc.array(fc.nat(3), { minLength: 1, maxLength: 3 }), { minLength: 2, maxLength: 4 })
  .chain(wishes => fc.record({ wishes: fc.constant(wishes), steps: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 12, maxLength: 12 }) }))
  .map(({ wishes, steps }) => {
    const free = new Map<string, number>()
    let at = 0
    let step = 0
    const made = wishes.map((_, n) => ({ code: codeOf(n), founded: day(n * 17), names: [] as { name: string; from: string }[] }))
    for (const round of [0, 1, 2]) {
      wishes.forEach((wish, n) => {
        const name = NAMES[wish[round] ?? -1]
        at += steps[step++ % steps.length]!
        const current = made[n]!.names.at(-1)?.name
        if (name === undefined || name === current || (free.get(name) ?? 0) > at) return
        free.set(name, Infinity)
        if (current !== undefined) free.set(current, at + 366)
        made[n]!.names.push({ name, from: day(at) })
      })
    }
    return { subjects: made.filter(one => one.names.length > 0) as readonly Registered[], until: at }
  })

const bears = ({ names }: Registered, on: string): string | undefined => names.findLast(one => one.from <= on)?.name

const subjectOf = (code: string, name: string) => ({ ...listEntry('x').record.subject, id: code, name })

const item = (code: string, indicator: string, value: string, name: string): Mapped => {
  const base = penalty(`${code} ${indicator}`) as Extract<Mapped, { product: 'ARCHIVE' }>
  return { ...base, record: { ...base.record, indicator, value, penalty: null, subject: subjectOf(code, name) } }
}

/** A base row as the source has it. For tests only. */
export const baseRow = (
  key: string,
  on: string,
  { code, name, founded, status = '存续' }: { code: string; name: string; founded: string | null; status?: string },
): MappedRow => {
  const made = row(
    key,
    on,
    item(code, 'ENT-BAS-001', name, name),
    ...(founded ? [item(code, 'ENT-BAS-005', founded, name)] : []),
    item(code, 'ENT-BAS-006', status, name),
  )
  return { ...made, row: { ...made.row, updatedAt: `${on}T01:00:00.000Z` } }
}

/** A list entry under an identifier and a name. For tests only. */
export const entryRow = (key: string, on: string, code: string, name: string, over: Partial<ListEntry> = {}): MappedRow =>
  row(key, on, listEntry(`${key} ${code}`, { subject: subjectOf(code, name), from: on, ...over }))

/** Reads rows in their order, as the guard does; gives what is caught, and what is doubted. For tests only. */
export function readRows(
  rows: readonly MappedRow[],
  terms: IdentityTerms,
  first: (recordId: string) => boolean = () => true,
): { caught: string[]; doubted: string[] } {
  const book = createNameBook([], [])
  const caught: string[] = []
  const doubted: string[] = []
  for (const one of rows) {
    const base = baseOf(one, terms, ({ dataset }) => dataset !== 'FILE', '2026-11-30T00:00:00.000Z')
    const judged = judgeIdentity(one, base, book, terms, { first, again: () => false })
    const found = judged.filter(({ certain }) => certain)
    doubted.push(...judged.filter(({ certain }) => !certain).map(({ outcome }) => `${one.row.coordinate} ${outcome.recordId}`))
    caught.push(...found.map(({ outcome }) => `${one.row.coordinate} ${outcome.recordId}`))
    if (base?.name && found.length > 0) book.wait(base.name.subject_id, base.name.name)
    if (base) book.put(base.rowKey, found.length > 0 ? null : base.name)
  }
  return { caught, doubted }
}

/** What a lawful source says over time: base rows that follow the register within the year; a row left over from an earlier name; documents, some read years late, under the name of their day or one of the year before, as it stands or of a branch. */
const lawful = register.chain(({ subjects, until }) =>
  fc
    .record({
      lags: fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 12, maxLength: 12 }),
      says: fc.array(
        fc.record({
          who: fc.nat(subjects.length - 1),
          what: fc.constantFrom('leftover', 'document', 'late', 'branch', 'withdrawal', 'update'),
          on: fc.integer({ min: 0, max: until + 900 }),
          back: fc.integer({ min: 0, max: 300 }),
          other: fc.nat(subjects.length - 1),
        }),
        { minLength: 5, maxLength: 40 },
      ),
    })
    .map(({ lags, says }) => {
      const again = new Set<string>()
      const base = subjects.flatMap(({ code, founded, names }, n) => {
        let last = ''
        return names.map(({ name, from }, nth) => {
          const read = addDays(from, lags[(n * 3 + nth) % lags.length]!)
          const on = read > last ? read : last
          last = on
          return { on, rows: [baseRow(`t_fr/${code}`, on, { code, name, founded })] }
        })
      })
      const said = says.map(({ who, what, on: at, back, other }, n) => {
        const { code, founded } = subjects[who]!
        const on = day(at)
        const now = bears(subjects[who]!, on)
        const then = bears(subjects[who]!, day(at - back)) ?? now
        const others = bears(subjects[other]!, on) ?? now
        if (now === undefined || then === undefined || others === undefined) return { on, rows: [] }
        if (what === 'leftover') return { on, rows: [baseRow(`t_fr/${code}/2`, on, { code, name: then, founded })] }
        const long = day(at - back * 5)
        const once = bears(subjects[who]!, long)
        if (what === 'late' && once !== undefined) return { on, rows: [entryRow(`t_md/${n}`, on, code, once, { from: long })] }
        if (what === 'document') return { on, rows: [entryRow(`t_md/${n}`, on, code, then)] }
        if (what === 'branch') return { on, rows: [entryRow(`t_md/${n}`, on, code, `${then}第一分公司`)] }
        if (what === 'withdrawal')
          return { on, rows: [entryRow(`t_md/${n}`, on, code, others, { removedOn: on }), entryRow(`t_md/${n}r`, on, code, others, { op: 'revoke' })] }
        const update = entryRow(`t_md/${n}`, on, code, others)
        for (const outcome of update.outcomes) again.add(outcome.recordId)
        return { on, rows: [update] }
      })
      const rows = [...base, ...said].toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0)).flatMap(one => one.rows)
      return { rows, first: (recordId: string) => !again.has(recordId) }
    }),
)

/** A row in short: where and when it stands, and what it says of whom. */
const brief = (_key: string, value: unknown): unknown =>
  value && typeof value === 'object' && 'outcomes' in value
    ? (value as MappedRow).outcomes.map(one =>
        one.kind === 'mapped'
          ? `${(value as MappedRow).row.coordinate} ${(value as MappedRow).row.position} ${one.record.subject.id} ${one.record.subject.name}`
          : one.kind,
      )[0]
    : value

const fault = <T>(property: fc.IProperty<T>, numRuns: number, seed: number): string | null => {
  const details = fc.check(property, { numRuns, seed })
  return details.failed ? `seed ${seed}: ${JSON.stringify(details.counterexample, brief)}` : null
}

/** Plays lawful sources: a change of name, a row left over from it, a name that becomes another's, a branch, a withdrawal, a second version are never caught. Null, or the smallest one that was. For tests only. */
export function accusesNobody(catalogue: Catalogue, { runs, seed }: { runs: number; seed: number }): string | null {
  const terms = identityTerms(catalogue)
  return fault(
    fc.property(lawful, ({ rows, first }) => readRows(rows, terms, first).caught.length === 0),
    runs,
    seed,
  )
}

/** In the same sources, plays an entry under one subject's number and the name that another one bears on the day, and a second base row of another name and founding day: each is caught. Null, or what was not. For tests only. */
export function catchesStrangers(catalogue: Catalogue, { runs, seed }: { runs: number; seed: number }): string | null {
  const terms = identityTerms(catalogue)
  const strangers = fc.tuple(fc.shuffledSubarray(NAMES, { minLength: 2, maxLength: 2 }), fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 500 }))
  const property = fc.property(strangers, ([[one, other], before, after]) => {
    const mine = { code: codeOf(1), name: one!, founded: day(0) }
    const theirs = { code: codeOf(2), name: other!, founded: day(1) }
    const on = day(before + after)
    const known = [baseRow('t_fr/1', day(before), mine), baseRow('t_fr/2', day(before), theirs)]
    const entry = entryRow('t_md/1', on, mine.code, other!)
    const second = baseRow('t_fr/3', on, { ...theirs, code: mine.code })
    const also = entryRow('t_md/2', on, mine.code, other!)
    const early = readRows([known[0]!, second, also], terms).caught
    return readRows([...known, entry], terms).caught.length === 1 && early.length === 4 && early.at(-1)!.startsWith('t_md/2')
  })
  return fault(property, runs, seed)
}
