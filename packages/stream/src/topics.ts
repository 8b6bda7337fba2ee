import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Province, PROVINCES, shortOf } from '@delta/model'
import { parse } from 'yaml'

/** One topic of the exchange, as `schema/topics.yaml` declares it. */
export interface Topic {
  readonly name: string
  /** The record's schema by its file's stem (`list-entry`). */
  readonly record: string
  /** CloudEvents type of its records. */
  readonly type: string
  /** The `$id` of the record's JSON Schema, sent as `ce_dataschema`. */
  readonly schema: string
  /** Whose topic it is; null where it belongs to no province. */
  readonly province: Province | null
  readonly partitions: number
  readonly cleanup: 'compact' | 'delete'
  readonly writers: readonly string[]
  readonly readers: readonly string[]
}

type Declared = Omit<Topic, 'schema' | 'province'>

const PER_PROVINCE = '{p}'

/** Reads every topic from the schema folder, those of the provinces written out; one that carries several kinds of records stands once for each. Throws where a topic names a record that has no schema. */
export function readTopics(schemaDir: string): Topic[] {
  const { topics } = parse(readFileSync(join(schemaDir, 'topics.yaml'), 'utf8')) as { topics: Declared[] }
  return topics.flatMap(({ name, record, type, partitions, cleanup, writers, readers }): Topic[] => {
    const { $id: schema } = JSON.parse(readFileSync(join(schemaDir, 'records', `${record}.v1.schema.json`), 'utf8')) as { $id: string }
    const declared = { record, type, schema, partitions, cleanup, writers, readers }
    return name.includes(PER_PROVINCE)
      ? PROVINCES.map(province => ({ name: name.replace(PER_PROVINCE, shortOf(province)), province, ...declared }))
      : [{ name, province: null, ...declared }]
  })
}

/** The topic that carries a kind of record for a province (null for the common ones). Throws where none is declared. */
export function topicFor(topics: readonly Topic[], record: string, province: Province | null): Topic {
  const topic = topics.find(one => one.record === record && one.province === province)
  if (!topic) throw Object.assign(new Error(`no topic for ${record}`), { code: 'TOPIC_UNKNOWN', safe: true })
  return topic
}

/** Topics by name, each once. */
export const distinctTopics = (topics: readonly Topic[]): Topic[] => [...new Map(topics.map(topic => [topic.name, topic])).values()]
