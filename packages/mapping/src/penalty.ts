import type { Day } from '@delta/model'
import { conclude } from './conclude.ts'
import { DOCUMENT_INDICATORS, documentColumns, readDocument } from './document.ts'
import type { DocumentDeclaration } from './document.ts'
import { checkPeriod } from './period.ts'
import { columnsOf } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'

const FINE = '03'

/** How a row tells an administrative penalty (行政处罚). */
export interface PenaltyDeclaration extends DocumentDeclaration {
  readonly kinds: Rule<string[]>
  readonly content?: Rule<string>
  readonly fine?: Rule<string>
  /** A penalty of the kind 罚款 without an amount is E_REQUIRED. */
  readonly fineRequired?: boolean
  readonly confiscated?: Rule<string>
  readonly violation?: Rule<string>
  readonly publicUntil?: Rule<Day>
}

/** A penalty: one archive item, keyed by authority and 文号. No source states its severity. */
export const penalty = (declaration: PenaltyDeclaration): Statement => {
  const { kinds: kindsRule, content, fine, confiscated, violation, publicUntil } = declaration
  return {
    columns: [...documentColumns(declaration), ...columnsOf(kindsRule, content, fine, confiscated, violation, publicUntil)],
    identifiers: declaration.subject.ids,
    state: reading => {
      const document = readDocument(declaration, reading)
      const { subject, docNo, decisionDate, authority, status, end } = document
      const until = publicUntil?.read(reading) ?? null
      checkPeriod(reading, decisionDate, until, publicUntil)
      const kinds = kindsRule.read(reading) ?? []
      const fineYuan = fine?.read(reading) ?? null
      if (fine && declaration.fineRequired === true && kinds.includes(FINE) && reading.text(fine.columns[0]) === null)
        reading.fail('required', 'E_REQUIRED', fine.columns[0])
      const confiscatedYuan = confiscated?.read(reading) ?? null
      const texts = { content: content?.read(reading) ?? null, violation: violation?.read(reading) ?? null }
      return [
        conclude<'ARCHIVE'>(reading, { product: 'ARCHIVE', key: ['penalty', ...document.key], kind: subject.kind, reportedBy: document.reportedBy }, () =>
          subject.subject === null || end === null || docNo === null || decisionDate === null
            ? null
            : {
                op: document.op,
                unit: end.unit,
                unitBasis: end.basis,
                subject: subject.subject,
                indicator: DOCUMENT_INDICATORS.penalty[subject.subject.kind],
                businessNo: docNo,
                value: null,
                arose: decisionDate,
                until: until,
                licence: null,
                penalty: { docNo, kinds, ...texts, fineYuan, confiscatedYuan, decisionDate, publicUntil: until, authority, severity: null, status },
              },
        ),
      ]
    },
  }
}
