import {
  type Catalogue,
  citationOf,
  type Day,
  type Finding,
  findingOfEntry,
  findingOfItem,
  type ItemRepair,
  lapseOf,
  type ListEntry,
  type ArchiveItem,
  type Province,
  publicityOf,
  type RepairLaw,
} from '@delta/model'
import type { RepairMark } from './repair-marks.ts'

/** What is known of an item when the decisions about it are judged. */
export interface Judged {
  readonly province: Province
  /** The unit that made the finding. */
  readonly unit: string
  readonly kind: Finding['kind']
  readonly foundOn: Day
  readonly lapse: ItemRepair | null
}

/** What the rules make of findings, and of decisions about them. */
export interface RepairJudge {
  /** The day of natural repair, and the last day on which the rules let an item be published. */
  entry(record: ListEntry): { readonly judged: Judged; readonly lapse: ItemRepair | null } | null
  item(record: ArchiveItem): { readonly judged: Judged; readonly lapse: ItemRepair | null; readonly publicUntil: Day | null } | null
  /** Could whoever decided decide on this item? */
  fits(mark: RepairMark, item: Judged): boolean
  /** The decision that stands on an item: of each case its last step that fits, of several what weighs most. */
  decision(marks: readonly RepairMark[], item: Judged): ItemRepair | null
}

const WEIGHT = { WITHDRAWN: 3, DELETED: 2, REPAIRED: 1 } as const
const MOST_REMEMBERED = 20_000

/** Makes the judge. What the law says of a finding is remembered. */
export function createRepairJudge(catalogue: Catalogue, law: RepairLaw): RepairJudge {
  const functionOf = (unit: string): string | null => catalogue.unit(unit)?.function ?? null
  const said = new Map<string, { lapse: ItemRepair | null; publicUntil: Day | null }>()
  const lawOn = (finding: Finding): { lapse: ItemRepair | null; publicUntil: Day | null } => {
    const key = JSON.stringify(finding)
    const known = said.get(key)
    if (known) return known
    const publicity = publicityOf(law.choose(finding, null))
    const stops = publicity.state === 'RULE_UNKNOWN' || publicity.stopsBy === null ? null : publicity.maxUntil
    const answer = { lapse: lapseOf(finding, law), publicUntil: stops }
    if (said.size > MOST_REMEMBERED) said.clear()
    said.set(key, answer)
    return answer
  }
  const sameLine = (a: string, b: string, day: Day): boolean => {
    const heirs = [catalogue.heirOn(a, day) ?? a, catalogue.heirOn(b, day) ?? b]
    return heirs[0] === heirs[1]
  }
  const leads = (unit: string, province: Province): boolean => functionOf(unit) === 'FGW' && (catalogue.unit(unit)?.provinces.includes(province) ?? false)
  const byCreditChina = (ruleSet: string | null, kind: Finding['kind']): boolean =>
    law.ruleSets.find(set => set.id === ruleSet)?.points.decider?.value?.some(({ kinds, body }) => body === 'CREDIT_CHINA' && kinds.includes(kind)) ?? false

  const fits: RepairJudge['fits'] = (mark, { province, unit, kind, lapse }) => {
    const { party, unit: actor, acts_on: on, rule_set: ruleSet } = mark
    if (party === 'GATEWAY') return lapse !== null && lapse.on <= on
    if (actor === null) return false
    if (party === 'FINDER') return sameLine(actor, unit, on)
    if (party === 'CREDIT_CHINA') return leads(actor, province) && byCreditChina(ruleSet, kind)
    return party === 'OBJECTION_BODY' && (leads(actor, province) || sameLine(actor, unit, on))
  }

  return {
    entry: record => {
      const finding = findingOfEntry(record, functionOf)
      if (finding === null) return null
      const { lapse } = lawOn(finding)
      return { lapse, judged: { province: record.province, unit: record.unit, kind: finding.kind, foundOn: finding.foundOn, lapse } }
    },
    item: record => {
      const finding = findingOfItem(record, functionOf)
      if (finding === null) return null
      const { lapse, publicUntil } = lawOn(finding)
      return { lapse, publicUntil, judged: { province: record.province, unit: record.unit, kind: finding.kind, foundOn: finding.foundOn, lapse } }
    },
    fits,
    decision: (marks, item) => {
      const standing = [...Map.groupBy(marks, mark => mark.case_id).values()].flatMap(steps => {
        const last = steps
          .filter(mark => (mark.fits ?? false) && item.foundOn <= mark.acts_on)
          .toSorted((a, b) => a.sequence - b.sequence)
          .at(-1)
        return last === undefined || last.effect === 'RESTORED' ? [] : [{ ...last, effect: last.effect }]
      })
      const found = standing.toSorted((a, b) => WEIGHT[b.effect] - WEIGHT[a.effect] || (a.acts_on < b.acts_on ? -1 : 1) || (a.case_id < b.case_id ? -1 : 1))[0]
      if (!found) return null
      const { effect, acts_on: on, unit, annotation, rule_set: ruleSet, article } = found
      return { effect, on, unit, annotation, ruleSet, article, legalBasis: citationOf(law, ruleSet, article) }
    },
  }
}
