import type { Statement } from './statement.ts'

/** Blocks of columns of a wide row, each of which may hold one record. */
export interface SlotsDeclaration {
  /** The columns of the first slot, by which `states` is declared. */
  readonly first: readonly string[]
  /** The columns of the other slots, in the same order. */
  readonly others: readonly (readonly string[])[]
  readonly states: Statement
}

/**
 * Several slots of a wide row, each of which states a record where any of its columns is filled. The row keeps only the latest: where all slots are filled, earlier
 * records may have been shifted out, and every record of the group says so (W_SLOT_SHIFTED), so that the last body of one that falls off has said it too, and
 * moving to another slot changes nothing. A record that is no longer in a slot is not revoked by that.
 */
export const slots = ({ first, others, states }: SlotsDeclaration): Statement => {
  const renamings = [first, ...others].map(columns => Object.fromEntries(first.map((column, index) => [column, columns[index] ?? column])))
  return {
    columns: [...states.columns, ...others.flat()],
    ...(states.identifiers ? { identifiers: states.identifiers } : {}),
    state: reading => {
      const filled = renamings.map(renamed => reading.branch(renamed)).filter(slot => first.some(column => slot.text(column) !== null))
      return filled.flatMap(slot => {
        if (filled.length === renamings.length) slot.warn('W_SLOT_SHIFTED')
        return states.state(slot)
      })
    },
  }
}
