import type { IdentifierRule } from './identified.ts'
import type { Rule } from './rule.ts'

/** The subject's identifier as the value of an item: a credit code as it is mended, a person's number only masked. */
export const identifierOf = (id: IdentifierRule): Rule<string> => ({
  columns: id.columns,
  read: reading => {
    const identified = id.find(reading)?.identified
    return identified === null || identified === undefined ? null : (identified.maskedId ?? identified.id)
  },
})
