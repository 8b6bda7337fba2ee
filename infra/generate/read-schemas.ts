import { readdir, readFile } from 'node:fs/promises'

/** A JSON Schema as read from schema/records. */
export interface RecordSchema {
  readonly $id: string
  readonly title: string
  readonly description: string
  readonly [key: string]: unknown
}

/** Every schema of schema/records by its short name (`list-entry`), in the order of the names. */
export async function readSchemas(root: URL): Promise<Map<string, RecordSchema>> {
  const folder = new URL('schema/records/', root)
  const files = (await readdir(folder)).filter(file => file.endsWith('.v1.schema.json')).toSorted()
  const schemas = await Promise.all(files.map(async file => JSON.parse(await readFile(new URL(file, folder), 'utf8')) as RecordSchema))
  return new Map(files.map((file, index) => [file.replace('.v1.schema.json', ''), schemas[index]!]))
}
