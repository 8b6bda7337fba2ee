import { type Day, statedValue } from '@delta/model'
import { conclude } from './conclude.ts'
import { identifierOf } from './code-item.ts'
import type { IndicatorRule } from './indicator.ts'
import { rowOp } from './operation.ts'
import type { RowOp } from './operation.ts'
import { checkPeriod } from './period.ts'
import { residentId } from './person.ts'
import type { Reading } from './reading.ts'
import { columnsOf, required } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import type { SubjectRule } from './subject.ts'
import { text } from './text.ts'
import type { UnitNameRule } from './unit-name.ts'

/** How a row of a general indicator dataset tells one archive item. */
export interface GeneralIndicatorDeclaration {
  readonly subject: SubjectRule
  readonly indicator: IndicatorRule
  readonly op?: Rule<RowOp>
  readonly value: string
  readonly businessNo: Rule<string>
  readonly arose: Rule<Day>
  readonly until: Rule<Day>
  /** The unit that states it; else the unit at which the item ends. */
  readonly reportedBy?: UnitNameRule
}

/** A general indicator: the value of any of the catalogue’s, also of one that has a dataset of its own (Zhejiang has no licences of persons but here). A person's number as a value travels masked. */
export const generalIndicator = (declaration: GeneralIndicatorDeclaration): Statement => {
  const { indicator, businessNo, arose, until, reportedBy } = declaration
  const value = required(text(declaration.value))
  const masked = required(identifierOf(residentId(declaration.value)))
  return {
    columns: [
      ...declaration.subject.columns,
      ...columnsOf(declaration.op, value, businessNo, arose, until),
      ...indicator.columns,
      ...(reportedBy?.columns ?? []),
    ],
    identifiers: declaration.subject.ids,
    state: (reading: Reading) => {
      const subject = declaration.subject.read(reading)
      const named = indicator.find(reading, subject.kind)
      const stated = (named.indicator?.valueType === 'ric' ? masked : value).read(reading)
      const number = businessNo.read(reading)
      const from = arose.read(reading)
      const to = until.read(reading)
      checkPeriod(reading, from, to, until)
      const op = rowOp(reading, declaration.op)
      const unit =
        named.indicator === null ? null : reading.catalogue.unitOfIndicator(named.indicator.code, reading.province, subject.city, reading.parts.today)
      if (named.indicator !== null && unit === null) reading.fail('unit', 'E_UNIT_UNRESOLVED', indicator.columns[0])
      const stating = reportedBy?.resolve(reading, from) ?? null
      return [
        conclude<'ARCHIVE'>(
          reading,
          { product: 'ARCHIVE', key: ['item', subject.key, named.key, number ?? ''], kind: subject.kind, reportedBy: stating?.unit ?? unit },
          () =>
            subject.subject === null || named.indicator === null || unit === null
              ? null
              : {
                  op,
                  unit,
                  unitBasis: 'CATALOGUE',
                  subject: subject.subject,
                  indicator: named.indicator.code,
                  businessNo: number,
                  value: stated,
                  arose: from,
                  until: to,
                  licence: null,
                  penalty: null,
                  ...statedValue(reading.catalogue, named.indicator, stated, from),
                },
        ),
      ]
    },
  }
}
