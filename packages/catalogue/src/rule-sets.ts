import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDay } from '@delta/model'
import { CatalogueError } from './catalogue-error.ts'

/** A dated set of repair rules (信用修复规则) as repair-rules.json states it. */
export interface RuleSet extends Readonly<Record<string, unknown>> {
  readonly id: string
  readonly name: string
  readonly in_force_from: string
  readonly in_force_to: string | null
  readonly source: string
}

const FILE = 'repair-rules.json'
const REQUIRED = ['id', 'name', 'in_force_from', 'source'] as const

const lineOf = (error: unknown): number => Number(/line (\d+)/.exec(String(error))?.[1] ?? 1)

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CatalogueError(FILE, lineOf(error), 'is not JSON')
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
const isRuleSet = (rule: unknown): rule is RuleSet =>
  isRecord(rule) &&
  REQUIRED.every(field => typeof rule[field] === 'string') &&
  [rule['in_force_from'], rule['in_force_to'] ?? '9999-12-31'].every(day => isDay(String(day)))

/** The repair rule sets of a folder; throws CatalogueError where the file is no array of rule sets with id, name, source and real days. */
export function readRuleSets(dir: string): readonly RuleSet[] {
  const text = readFileSync(join(dir, FILE), 'utf8')
  const rules = parse(text)
  if (!Array.isArray(rules)) throw new CatalogueError(FILE, 1, 'is not an array of rule sets')
  return rules.map((rule: unknown, index) => {
    if (!isRuleSet(rule)) throw new CatalogueError(FILE, 1, `rule set ${index + 1} lacks an id, a name, a source or a real day in force`)
    return rule
  })
}
