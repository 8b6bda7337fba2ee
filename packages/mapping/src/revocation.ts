import type { Day } from '@delta/model'
import { conclude, recordIdOf } from './conclude.ts'
import { documentKey } from './document.ts'
import { columnsOf, required } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'

/** How a row of a revocation table names the licence or penalty that it revokes. */
export interface RevocationDeclaration {
  readonly dataset: Rule<'licence' | 'penalty'>
  readonly authority: Rule<string>
  readonly docNo: Rule<string>
  readonly on: Rule<Day>
}

/** A revocation notice: no record of its own, unless it is bad; then it counts as one that is rejected. */
export const revocation = (declaration: RevocationDeclaration): Statement => {
  const dataset = required(declaration.dataset)
  const docNo = required(declaration.docNo)
  const authority = required(declaration.authority)
  const on = required(declaration.on)
  return {
    columns: columnsOf(dataset, authority, docNo, on),
    state: reading => {
      const which = dataset.read(reading)
      docNo.read(reading)
      authority.read(reading)
      const day = on.read(reading)
      if (which !== null && day !== null && reading.failure === null) {
        return [
          { kind: 'revocation', recordId: recordIdOf(reading, 'ARCHIVE', [which, ...documentKey(reading, authority, docNo)]), product: 'ARCHIVE', on: day },
        ]
      }
      return [conclude(reading, { product: 'ARCHIVE', key: ['revocation', reading.row.coordinate], kind: null, reportedBy: null }, () => null)]
    },
  }
}
