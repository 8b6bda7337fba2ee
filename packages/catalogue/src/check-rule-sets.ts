import { type RuleSet, type TableName, isDay } from '@delta/model'
import type { ReadTable } from './read-table.ts'

/** The tables that rule sets refer to. */
export type Tables = ReadonlyMap<TableName, ReadTable>

const LAST = '9999-12-31'

const meet = (a: readonly string[] | null, b: readonly string[] | null): boolean => a === null || b === null || a.some(value => b.includes(value))

/** Rule sets of one rank that could hold for one finding on one day: then neither prevails. */
const rival = (a: RuleSet, b: RuleSet): boolean =>
  a.rank === b.rank &&
  meet(a.provinces, b.provinces) &&
  meet(a.systems, b.systems) &&
  a.inForceFrom <= (b.inForceTo ?? LAST) &&
  b.inForceFrom <= (a.inForceTo ?? LAST)

const column = (tables: Tables, table: TableName, name: string): ReadonlySet<string> => new Set(tables.get(table)?.rows.map(({ row }) => row[name] ?? ''))

function faultOfDays({ promulgated, inForceFrom, inForceTo }: RuleSet): string | null {
  const unreal = [promulgated, inForceFrom, inForceTo].find(day => day !== null && !isDay(day))
  if (unreal !== undefined) return `${unreal} is not a day`
  return inForceTo !== null && inForceTo < inForceFrom ? 'ends before it begins' : null
}

function faultOfReferences(set: RuleSet, ids: ReadonlySet<string>, tables: Tables): string | null {
  const functions = column(tables, 'functions', 'function')
  const domains = column(tables, 'domains', 'domain')
  const verticals = column(tables, 'vertical-systems', 'function')
  const sectors = set.points.publicity?.value?.sectors ?? []
  const strayFunction = sectors.flatMap(sector => [...sector.functions, ...sector.unclearFunctions]).find(code => !functions.has(code))
  if (strayFunction !== undefined) return `the function ${strayFunction} is not in functions.csv`
  const strayDomain = sectors.flatMap(sector => sector.domains).find(code => !domains.has(code))
  if (strayDomain !== undefined) return `the domain ${strayDomain} is not in domains.csv`
  const straySystem = (set.systems ?? []).find(code => !verticals.has(code))
  if (straySystem !== undefined) return `the system ${straySystem} is not in vertical-systems.csv`
  const strayRepeal = set.repeals.find(id => !ids.has(id))
  return strayRepeal === undefined ? null : `repeals ${strayRepeal}, which is not a rule set here`
}

function faultOfPoints({ points, rank, systems, provinces }: RuleSet): string | null {
  const periods = points.publicity?.value?.periods ?? []
  if (periods.some(period => period.maxMonths < period.minMonths)) return 'a publication whose longest is shorter than its shortest'
  const named = periods.flatMap(period => period.kinds.map(kind => `${kind}/${period.severity}`))
  const twice = named.find((name, index) => named.indexOf(name) !== index)
  if (twice !== undefined) return `two publications for ${twice}`
  const unlike = Object.entries(points.terms).find(([, term]) => term?.value && (term.value.count === null) !== (term.value.unit === 'NONE'))
  if (unlike !== undefined) return `the term ${unlike[0]} must have a number, or NONE`
  const { value } = points.waiting ?? { value: null }
  if (value && (value.years === null) !== (value.basis === 'MIN_PUBLICITY')) return 'waiting must have years, or go by the publication'
  if ((rank === 'VERTICAL') !== (systems !== null)) return 'a vertical rule set, and no other, names its systems'
  return (rank === 'PROVINCIAL') === (provinces !== null) ? null : 'a provincial rule set, and no other, names its provinces'
}

/** What is wrong with rule sets that are well formed: days, references, contradictions, and rivals of which neither prevails; null where nothing is. */
export function checkRuleSets(rules: readonly RuleSet[], tables: Tables): string | null {
  const ids = new Set(rules.map(set => set.id))
  for (const [index, set] of rules.entries()) {
    const earlier = rules.slice(0, index)
    if (earlier.some(other => other.id === set.id)) return `${set.id} stands twice`
    const rivals = earlier.find(other => rival(other, set))
    const fault = faultOfDays(set) ?? faultOfReferences(set, ids, tables) ?? faultOfPoints(set) ?? (rivals === undefined ? null : `holds beside ${rivals.id}`)
    if (fault !== null) return `${set.id}: ${fault}`
  }
  return null
}
