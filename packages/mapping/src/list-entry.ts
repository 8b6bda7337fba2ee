import type { Day, Domain, ListEntry } from '@delta/model'
import { conclude } from './conclude.ts'
import type { EndUnit } from './deciding-unit.ts'
import type { DomainRule } from './domain.ts'
import { rowOp } from './operation.ts'
import type { RowOp } from './operation.ts'
import { checkPeriod } from './period.ts'
import type { Reading } from './reading.ts'
import { columnsOf, required } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import type { RemovalReason } from './status.ts'
import type { SubjectRule } from './subject.ts'
import type { NamedUnit, UnitNameRule } from './unit-name.ts'

/** How a row tells an entry of a red, black or watch list (红黑名单). */
export interface ListEntryDeclaration {
  readonly subject: SubjectRule
  readonly op?: Rule<RowOp>
  readonly domain: DomainRule
  /** 案号; where it is part of the business key. */
  readonly caseNo?: Rule<string>
  readonly basis?: Rule<string>
  /** The finding (认定日期), where it is not itself `from`. */
  readonly foundOn?: Rule<Day>
  readonly from: Rule<Day>
  readonly to?: Rule<Day>
  /** The first day not listed. */
  readonly removedOn?: Rule<Day>
  readonly removalReason?: Rule<RemovalReason>
  /** 认定单位: states the entry, and ends the drill where it has the domain's own function. */
  readonly finder?: UnitNameRule
}

/** A list entry, keyed by domain, subject and, where declared, case number. A removed one stays an entry with its day and reason. */
export const listEntry = (declaration: ListEntryDeclaration): Statement => {
  const { domain, caseNo, basis, foundOn, to: toRule, removedOn: removedRule, removalReason, finder: finderRule } = declaration
  const from = required(declaration.from)
  return {
    columns: [
      ...declaration.subject.columns,
      ...columnsOf(declaration.op, caseNo, basis, foundOn, from, toRule, removedRule, removalReason),
      ...domain.columns,
      ...(finderRule?.columns ?? []),
    ],
    identifiers: declaration.subject.ids,
    state: reading => {
      const subject = declaration.subject.read(reading)
      const found = domain.find(reading)
      const number = caseNo?.read(reading) ?? null
      foundOn?.read(reading)
      const since = from.read(reading)
      const to = toRule?.read(reading) ?? null
      const asked = rowOp(reading, declaration.op)
      const removedOn = (asked === 'remove' && removedRule ? required(removedRule) : removedRule)?.read(reading) ?? null
      const reason = removalReason?.read(reading) ?? null
      checkPeriod(reading, since, to, toRule)
      checkPeriod(reading, since, removedOn, removedRule)
      const finder = finderRule?.resolve(reading, since) ?? null
      const end = endOf(reading, found.domain, finder, subject.city, domain.columns[0] ?? declaration.from.columns[0])
      if (finder !== null && belowProvince(finder)) reading.warn('W_FINDER_LEVEL')
      const key = ['list', found.key, subject.key, caseNo === undefined ? '' : caseKey(reading, caseNo, number)] as const
      return [
        conclude<'LIST'>(reading, { product: 'LIST', key, kind: subject.kind, reportedBy: finder?.unit ?? end?.unit ?? null }, () =>
          subject.subject === null || found.domain === null || end === null || since === null
            ? null
            : {
                op: opOf(asked, removedOn, reason),
                unit: end.unit,
                unitBasis: end.basis,
                subject: subject.subject,
                domain: found.domain.code,
                polarity: found.domain.polarity,
                caseNo: number,
                basis: basis?.read(reading) ?? null,
                from: since,
                to,
                removedOn,
                removalReason: removedOn === null ? null : (reason ?? 'DELISTED'),
                finder: finder === null ? null : { name: finder.name, level: finder.level },
              },
        ),
      ]
    },
  }
}

/** A required case number that is missing makes the row one of its own; one that may be missing is the empty text. */
const caseKey = (reading: Reading, caseNo: Rule<string>, number: string | null): string =>
  number ?? (reading.dataset.complete.includes(caseNo.columns[0]) ? reading.ownKey(caseNo.columns[0]) : '')

const belowProvince = (finder: NamedUnit): boolean => finder.level === 'CITY' || finder.level === 'COUNTY'

/** A finder of the domain's own function ends the drill (one unit may hold two functions); else the catalogue's unit for the domain. */
function endOf(reading: Reading, domain: Domain | null, finder: NamedUnit | null, city: string | null, column: string): EndUnit | null {
  if (domain === null) return null
  const { catalogue, province, parts } = reading
  const unit = catalogue.unitOfDomain(domain.code, province, city, parts.today)
  if (finder !== null && (finder.unit === unit || catalogue.unit(finder.unit)?.function === domain.function)) return { unit: finder.unit, basis: 'FINDER' }
  return unit === null ? reading.fail('unit', 'E_UNIT_UNRESOLVED', column) : { unit, basis: 'CATALOGUE' }
}

const opOf = (asked: RowOp, removedOn: Day | null, reason: RemovalReason | null): ListEntry['op'] => {
  if (asked === 'revoke' || removedOn === null) return asked
  return reason === 'REPAIRED' ? 'repair' : 'remove'
}
