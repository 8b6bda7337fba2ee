import type { Day } from './day.ts'
import type { RepairNotice } from './generated/records.ts'
import { naturalRepairOn } from './natural-repair.ts'
import type { Finding } from './repair-finding.ts'
import type { RepairLaw } from './repair-law.ts'
import type { StatusClass } from './status.ts'

/** What takes an adverse item out of effect: a decision in a repair case, or the lapse of time. */
export interface ItemRepair {
  /** REPAIRED: on application, annotated. DELETED: by the lapse of time, no longer shown. WITHDRAWN: the finding itself fell. */
  readonly effect: Exclude<NonNullable<RepairNotice['effect']>, 'RESTORED'>
  /** The first day on which it acts. */
  readonly on: Day
  /** The unit that decided; null where none did. */
  readonly unit: string | null
  readonly annotation: string | null
  readonly ruleSet: string | null
  readonly article: string | null
  /** The rule set by its name, with the article. */
  readonly legalBasis: string | null
}

/** What may take an item out of effect: what was decided, and the day on which time alone will do it. */
export interface Remedies {
  readonly repair?: ItemRepair | null
  readonly lapse?: ItemRepair | null
}

/** What of an item's remedies acts on a day: a finding that fell, else what came first. */
export function actingRepair({ repair = null, lapse = null }: Remedies, day: Day): ItemRepair | null {
  const decided = repair !== null && repair.on <= day ? repair : null
  if (lapse === null || lapse.on > day || decided?.effect === 'WITHDRAWN') return decided
  return decided !== null && decided.on <= lapse.on ? decided : lapse
}

/** The next day after a day on which another remedy begins to act; null where none does. */
export function nextRemedy({ repair, lapse }: Remedies, day: Day): Day | null {
  const days = [repair, lapse].flatMap(one => (one && one.on > day ? [one.on] : []))
  return days.length === 0 ? null : days.reduce((a, b) => (a < b ? a : b))
}

/** What took an item of a class out of effect, as far as something did. */
export const repairTold = ({ repair = null, lapse = null }: Remedies, statusClass: StatusClass): ItemRepair | null =>
  statusClass === 'deleted' && repair?.effect !== 'DELETED' ? lapse : repair

/** A rule set as a decision cites it; null where it is not known. */
export function citationOf(law: RepairLaw, ruleSet: string | null, article: string | null): string | null {
  const set = law.ruleSets.find(one => one.id === ruleSet)
  if (!set) return null
  return `${set.name}${set.document === null ? '' : `（${set.document}）`}${article === null ? '' : `第${article}条`}`
}

/** When and by which rule the lapse of time will repair a finding; null where no rule is known that says so. */
export function lapseOf(finding: Finding, law: RepairLaw): ItemRepair | null {
  const answer = naturalRepairOn(law.choose(finding, null))
  if (answer.state !== 'STATED' || answer.value.on === null) return null
  const { ruleSet, article } = answer
  return { effect: 'DELETED', on: answer.value.on, unit: null, annotation: null, ruleSet, article, legalBasis: citationOf(law, ruleSet, article) }
}
