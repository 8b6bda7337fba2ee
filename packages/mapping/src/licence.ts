import type { Day } from '@delta/model'
import { conclude } from './conclude.ts'
import { DOCUMENT_INDICATORS, documentColumns, readDocument } from './document.ts'
import type { DocumentDeclaration } from './document.ts'
import { checkPeriod } from './period.ts'
import { columnsOf } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'

/** How a row tells an administrative licence (行政许可). */
export interface LicenceDeclaration extends DocumentDeclaration {
  readonly title?: Rule<string>
  readonly kind: Rule<string[]>
  readonly number?: Rule<string>
  readonly content?: Rule<string>
  readonly validFrom?: Rule<Day>
  readonly validTo: Rule<Day>
}

/** A licence: one archive item, keyed by authority and 文号. Its term begins where stated, else with the decision. */
export const licence = (declaration: LicenceDeclaration): Statement => {
  const { title, kind, number, content, validFrom, validTo } = declaration
  return {
    columns: [...documentColumns(declaration), ...columnsOf(title, kind, number, content, validFrom, validTo)],
    identifiers: declaration.subject.ids,
    state: reading => {
      const document = readDocument(declaration, reading)
      const { subject, docNo, decisionDate, authority, status, end } = document
      const from = validFrom?.read(reading) ?? null
      const to = validTo.read(reading)
      checkPeriod(reading, from ?? decisionDate, to, validTo)
      const kinds = kind.read(reading) ?? []
      const texts = { title: title?.read(reading) ?? null, number: number?.read(reading) ?? null, content: content?.read(reading) ?? null }
      return [
        conclude<'ARCHIVE'>(reading, { product: 'ARCHIVE', key: ['licence', ...document.key], kind: subject.kind, reportedBy: document.reportedBy }, () =>
          subject.subject === null || end === null || docNo === null || decisionDate === null
            ? null
            : {
                op: document.op,
                unit: end.unit,
                unitBasis: end.basis,
                subject: subject.subject,
                indicator: DOCUMENT_INDICATORS.licence[subject.subject.kind],
                businessNo: docNo,
                value: null,
                arose: decisionDate,
                until: to,
                licence: { docNo, ...texts, kind: kinds, decisionDate, validFrom: from, validTo: to, authority, status },
                penalty: null,
              },
        ),
      ]
    },
  }
}
