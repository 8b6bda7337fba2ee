import type { SubjectKind } from '@delta/model'
import { conclude } from './conclude.ts'
import { rowOp } from './operation.ts'
import type { RowOp } from './operation.ts'
import type { Outcome } from './outcome.ts'
import type { Reading } from './reading.ts'
import { columnsOf } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import type { ReadSubject, SubjectRule } from './subject.ts'

/** What a registration row tells, by name; the subject's kind says which indicator each feeds. */
const INDICATORS = {
  name: { ENT: 'ENT-BAS-001', NAT: 'NAT-BAS-001', SOC: 'SOC-BAS-001', INS: 'INS-BAS-001', GOV: 'GOV-BAS-001' },
  code: { ENT: 'ENT-BAS-002', NAT: 'NAT-BAS-002', SOC: 'SOC-BAS-002', INS: 'INS-BAS-002', GOV: 'GOV-BAS-002' },
  legalRepresentative: { ENT: 'ENT-BAS-003', SOC: 'SOC-BAS-003', INS: 'INS-BAS-003' },
  capital: { ENT: 'ENT-BAS-004' },
  established: { ENT: 'ENT-BAS-005' },
  status: { ENT: 'ENT-BAS-006' },
  address: { ENT: 'ENT-BAS-007' },
  hukou: { NAT: 'NAT-BAS-003' },
} as const satisfies Readonly<Record<string, Partial<Record<SubjectKind, string>>>>

/** How a registration row tells a subject's basic items. */
export interface RegistrationDeclaration {
  readonly subject: SubjectRule
  readonly op?: Rule<RowOp>
  /** An empty value is stated, but in no table. */
  readonly items: Readonly<Partial<Record<keyof typeof INDICATORS, Rule<string>>>>
}

/** A registration row (登记注册): one archive item for each column that is not blank; a bad column rejects its own item, a bad identifier all of them. */
export const registration = (declaration: RegistrationDeclaration): Statement => {
  const items = Object.entries(declaration.items) as [keyof typeof INDICATORS, Rule<string>][]
  return {
    columns: [...declaration.subject.columns, ...columnsOf(declaration.op, ...items.map(([, rule]) => rule))],
    identifiers: declaration.subject.ids,
    state: reading => {
      const subject = declaration.subject.read(reading)
      const op = rowOp(reading, declaration.op)
      return items.flatMap(([name, rule]) => {
        const indicator = (INDICATORS[name] as Partial<Record<SubjectKind, string>>)[subject.kind ?? 'ENT']
        return indicator === undefined ? [] : stateItem(reading, subject, op, indicator, rule)
      })
    },
  }
}

function stateItem(row: Reading, subject: ReadSubject, op: RowOp, indicator: string, rule: Rule<string>): Outcome[] {
  const reading = row.branch()
  reading.failure = null
  const value = rule.read(reading)
  if (value === null && reading.failure === null) return []
  reading.failure = firstOf(row.failure, reading.failure)
  const unit = row.catalogue.unitOfIndicator(indicator, row.province, subject.city, row.parts.today)
  if (unit === null) reading.fail('unit', 'E_UNIT_UNRESOLVED', rule.columns[0])
  return [
    conclude<'ARCHIVE'>(reading, { product: 'ARCHIVE', key: ['item', subject.key, indicator, ''], kind: subject.kind, reportedBy: unit }, () =>
      subject.subject === null || unit === null
        ? null
        : {
            op,
            unit,
            unitBasis: 'CATALOGUE',
            subject: subject.subject,
            indicator,
            businessNo: null,
            value: value === '' ? null : value,
            arose: null,
            until: null,
            licence: null,
            penalty: null,
          },
    ),
  ]
}

const firstOf = (a: Reading['failure'], b: Reading['failure']): Reading['failure'] => (a === null || (b !== null && b.rank < a.rank) ? b : a)
