import { readFile } from 'node:fs/promises'
import { compile } from 'json-schema-to-typescript'

const BANNER = '// Generated from schema/catalogue/repair-rules.schema.json by `pnpm generate`. Do not edit.'
const GENERIC = / \*\n \* This interface was referenced by `RepairRules`'s JSON-Schema\n \* via the `definition` ".*"\.\n/g
const BARE = /\/\*\*\n \* This interface was referenced by `RepairRules`'s JSON-Schema\n \* via the `definition` ".*"\.\n \*\/\n/g

/** The TypeScript types of the repair rule sets, from their JSON Schema. */
export async function ruleTypes(root: URL): Promise<string> {
  const schema = JSON.parse(await readFile(new URL('schema/catalogue/repair-rules.schema.json', root), 'utf8')) as object
  const text = await compile(schema, 'RepairRules', {
    bannerComment: BANNER,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    style: { semi: false, singleQuote: true, printWidth: 160 },
  })
  return text.replaceAll(GENERIC, '').replaceAll(BARE, '')
}
