import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'

/** Where a value departs from its schema: the path of the member, never the value. Null when it fits. */
export type Misfit = { readonly path: string; readonly keyword: string } | null

/** Checks a parsed value against the JSON Schema with this `$id`. */
export type RecordValidator = (schema: string, value: unknown) => Misfit

/** Reads every schema of `<schemaDir>/records`; compiles one when a value is first checked against it. A schema that is not there is a misfit of its own. */
export function createRecordValidator(schemaDir: string): RecordValidator {
  const folder = join(schemaDir, 'records')
  const ajv = new Ajv2020({ allErrors: false, strict: true, strictRequired: false, allowUnionTypes: true })
  const schemas = readdirSync(folder)
    .filter(file => file.endsWith('.schema.json'))
    .map(file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { $id: string })
  ajv.addSchema(schemas)
  const known = new Set(schemas.map(({ $id }) => $id))
  return (schema, value) => {
    const check = known.has(schema) ? ajv.getSchema(schema) : undefined
    if (!check) return { path: '', keyword: 'schema' }
    if (check(value)) return null
    const first = check.errors?.[0]
    return { path: first?.instancePath ?? '', keyword: first?.keyword ?? 'schema' }
  }
}
