/**
 * The order of the checks: of all that is wrong with a statement, the first in this order is its code.
 * An incomplete group is not judged at all. A subject that can't be named comes before everything said about it; within one step the first column read wins.
 */
export const CHECK_ORDER = ['identifier', 'kind', 'required', 'date', 'period', 'code', 'amount', 'unit'] as const

/** One step of the order of checks. */
export type Check = (typeof CHECK_ORDER)[number]

/** Position of a check in the order; lower is told first. */
export const rankOf = (check: Check): number => CHECK_ORDER.indexOf(check)
