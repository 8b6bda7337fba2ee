import type { Day } from './day.ts'
import { actingRepair, nextRemedy, type Remedies } from './item-repair.ts'
import type { ListStatus, StatusClass, StatusOnDay, StatusStep } from './status.ts'

/** Is an entry of this status in force? Nothing else counts for or against anybody. */
export const isInForce = (status: ListStatus): boolean => status === 'EFFECTIVE'

/** Does an item of this class count at all? What the lapse of time has deleted does not, and is told to nobody. */
export const isCounted = <C extends StatusClass>(statusClass: C): statusClass is Exclude<C, 'deleted'> => statusClass !== 'deleted'

const FIRST_DAY = '0001-01-01'

/** What an item is on all days, given what it is on a day: ascending, each step another than the one before. */
export function statusSteps(on: (day: Day) => StatusOnDay): StatusStep[] {
  const steps: StatusStep[] = []
  for (let day: Day | null = FIRST_DAY; day !== null;) {
    const { status, class: statusClass, changesOn } = on(day)
    const last = steps.at(-1)
    if (last?.[1] !== status || last[2] !== statusClass) steps.push([day === FIRST_DAY ? null : day, status, statusClass])
    day = changesOn
  }
  return steps
}

/** The last of the days on which something of an item may change, as of a day: where it stands may rest on that day having come. null where none has. */
export const restsOn = (days: readonly (Day | null | undefined)[], day: Day): Day | null =>
  days.reduce<Day | null>((last, one) => (one && one <= day && (last === null || one > last) ? one : last), null)

/** What becomes of an item's own status, names given by the product, once decisions and the lapse of time are heard. */
interface Outcomes<S extends string> {
  readonly withdrawn: S
  readonly repaired: S
  /** Statuses of its own that nothing outweighs. */
  readonly final: readonly S[]
}

/**
 * The gate for adverse information: what an item is on a day, given what its own record says (`own`) and what takes it out of effect. A finding that fell is withdrawn;
 * a repair outweighs a term that has ended, and whatever time takes away is neither counted nor shown. `changesOn` may be a day on which nothing changes after all.
 */
export function throughGate<S extends string>(own: StatusOnDay<S>, remedies: Remedies, day: Day, { withdrawn, repaired, final }: Outcomes<S>): StatusOnDay<S> {
  const acting = actingRepair(remedies, day)
  if (acting?.effect === 'WITHDRAWN') return { status: withdrawn, class: 'ended', changesOn: null }
  const next = [own.changesOn, nextRemedy(remedies, day)].filter(one => one !== null).toSorted()[0] ?? null
  if (acting === null || final.includes(own.status)) return { ...own, changesOn: next }
  return { status: repaired, class: acting.effect === 'DELETED' ? 'deleted' : 'repaired', changesOn: next }
}
