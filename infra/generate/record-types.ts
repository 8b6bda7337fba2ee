import { compile } from 'json-schema-to-typescript'
import { readSchemas } from './read-schemas.ts'

/** Conditions between members (`allOf` of a record) are for validators: no type can say them. */
const UNTYPED = new Set(['$schema', '$id', 'allOf'])

const local = (node: unknown): unknown => {
  if (Array.isArray(node)) return node.map(local)
  if (node === null || typeof node !== 'object') return node
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !UNTYPED.has(key))
      .map(([key, value]) => [key, key === '$ref' ? String(value).replace('common.v1.schema.json', '') : local(value)]),
  )
}

/** The TypeScript types of schema/records: one document with every definition, so that a shared definition is one type. */
export async function recordTypes(root: URL): Promise<string> {
  const schemas = await readSchemas(root)
  const { $defs } = local(schemas.get('common')) as { $defs: Record<string, unknown> }
  const records = [...schemas].filter(([name]) => name !== 'common').map(([, schema]) => schema)
  const all = {
    title: 'Records',
    type: 'object' as const,
    additionalProperties: false,
    required: records.map(({ title }) => title),
    properties: Object.fromEntries(records.map(({ title }) => [title, { $ref: `#/$defs/${title}` }])),
    $defs: { ...$defs, ...Object.fromEntries(records.map(schema => [schema.title, local(schema)])) },
  }
  const text = await compile(all as never, 'Records', {
    bannerComment: '// Generated from schema/records by `pnpm generate`. Do not edit.',
    unreachableDefinitions: true,
    additionalProperties: false,
    style: { semi: false, singleQuote: true },
  })
  return text
    .replaceAll(/ \*\n \* This interface was referenced by `Records`'s JSON-Schema\n \* via the `definition` ".*"\.\n/g, '')
    .replaceAll(/\/\*\*\n \* This interface was referenced by `Records`'s JSON-Schema\n \* via the `definition` ".*"\.\n \*\/\n/g, '')
}
