import type { Day } from './day.ts'
import { type Waiting, mayApplyFrom } from './may-apply-from.ts'
import { type NaturalRepair, naturalRepairOn } from './natural-repair.ts'
import { publicityOf } from './publicity.ts'
import type { Answer } from './repair-answer.ts'
import type { Finding } from './repair-finding.ts'
import type { ChosenRules, RepairLaw } from './repair-law.ts'

/** What the rules make of a finding. */
export interface Standing {
  readonly publicity: ReturnType<typeof publicityOf>
  readonly naturalRepair: Answer<NaturalRepair>
  readonly mayApplyFrom: Waiting
}

/** A finding that another rule set would treat differently, and in what. */
export interface Changed<F extends Finding> {
  readonly finding: F
  readonly now: Standing
  readonly instead: Standing
  readonly differs: readonly (keyof Standing)[]
}

const standingUnder = (rules: ChosenRules): Standing => ({
  publicity: publicityOf(rules),
  naturalRepair: naturalRepairOn(rules),
  mayApplyFrom: mayApplyFrom(rules),
})

const days = ({ publicity, naturalRepair, mayApplyFrom: apply }: Standing): Readonly<Record<keyof Standing, string>> => ({
  publicity: publicity.state === 'RULE_UNKNOWN' ? publicity.state : [publicity.minUntil, publicity.maxUntil, publicity.stopsBy].join('/'),
  naturalRepair: naturalRepair.state === 'STATED' ? `${naturalRepair.value.on}/${naturalRepair.value.effect}` : naturalRepair.state,
  mayApplyFrom: apply.state === 'STATED' ? apply.value : apply.state,
})

/** Which findings would have other days if one rule set alone held for all of them, and they were applied for on a day; null where there is no such rule set. */
export function whatIf<F extends Finding>(law: RepairLaw, ruleSet: string, findings: readonly F[], appliedOn: Day): Changed<F>[] | null {
  const other = law.under(ruleSet)
  if (other === null) return null
  return findings.flatMap(finding => {
    const now = standingUnder(law.choose(finding, appliedOn))
    const instead = standingUnder(other.choose(finding, appliedOn))
    const [before, after] = [days(now), days(instead)]
    const differs = (Object.keys(before) as (keyof Standing)[]).filter(part => before[part] !== after[part])
    return differs.length === 0 ? [] : [{ finding, now, instead, differs }]
  })
}
