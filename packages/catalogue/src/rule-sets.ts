import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { RuleSet } from '@delta/model'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { CatalogueError } from './catalogue-error.ts'
import { type Tables, checkRuleSets } from './check-rule-sets.ts'
import { catalogueFolder, readTables } from './load-catalogue.ts'

const FILE = 'repair-rules.json'
const SCHEMA = 'repair-rules.schema.json'

const lineOf = (error: unknown): number => Number(/line (\d+)/.exec(String(error))?.[1] ?? 1)

function readJson(dir: string, file: string): unknown {
  try {
    return JSON.parse(readFileSync(join(dir, file), 'utf8'))
  } catch (error) {
    throw new CatalogueError(file, error instanceof SyntaxError ? lineOf(error) : 0, error instanceof SyntaxError ? 'is not JSON' : 'cannot be read')
  }
}

/** The repair rule sets (信用修复规则) of a folder, checked against the folder's schema and tables; the first fault is a CatalogueError that names the place. */
export function loadRuleSets(dir: string = catalogueFolder(), tables: Tables = readTables(dir)): readonly RuleSet[] {
  const valid = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true }).compile<RuleSet[]>(
    readJson(dir, SCHEMA) as object,
  )
  const rules = readJson(dir, FILE)
  if (!valid(rules)) {
    const [fault] = valid.errors ?? []
    throw new CatalogueError(FILE, 1, `${fault?.instancePath || '/'} ${fault?.message ?? 'is not what the schema says'}`)
  }
  const fault = checkRuleSets(rules, tables)
  if (fault !== null) throw new CatalogueError(FILE, 1, fault)
  return rules
}
