import { readFile } from 'node:fs/promises'

interface Participant {
  readonly code: string
  readonly short: string
  readonly name: string
}

/** The provinces of schema/catalogue/provinces.csv. */
async function participants(root: URL): Promise<Participant[]> {
  const [header = '', ...lines] = (await readFile(new URL('schema/catalogue/provinces.csv', root), 'utf8')).trimEnd().split('\n')
  const at = (name: string): number => header.split(',').indexOf(name)
  const [code, alpha, name] = [at('code'), at('alpha'), at('name_en')]
  return lines.map(line => line.split(',')).map(cells => ({ code: cells[code]!, short: cells[alpha]!.toLowerCase(), name: cells[name]!.toLowerCase() }))
}

/** The participants as constants: whatever is kept for each of them follows from these. */
export async function participantConstants(root: URL): Promise<string> {
  const rows = (await participants(root)).map(({ code, short, name }) => `  { code: '${code}', short: '${short}', name: '${name}' },`)
  return `// Generated from schema/catalogue/provinces.csv by \`pnpm generate\`. Do not edit.

/** Who publishes: code (GB/T 2260), short name in topics and databases, and name in services, addresses and folders. */
export const PARTICIPANTS = [
${rows.join('\n')}
] as const
`
}

/** schema/records/common.v1.schema.json with the participants' codes as the values of `province`. */
export async function commonSchema(root: URL): Promise<string> {
  const schema = JSON.parse(await readFile(new URL('schema/records/common.v1.schema.json', root), 'utf8')) as { $defs: { province: { enum: string[] } } }
  schema.$defs.province.enum = (await participants(root)).map(({ code }) => code)
  return `${JSON.stringify(schema, null, 2)}\n`
}
