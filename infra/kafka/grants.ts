import { distinctTopics, type Topic } from '@delta/stream'

/** What a principal may do. */
export interface Grant {
  readonly principal: string
  readonly operations: readonly string[]
  /** Topics, consumer groups, or the beginning that their names must have. */
  readonly on: { readonly topics: readonly string[] } | { readonly topicPrefix: string } | { readonly groupPrefix: string }
}

/** The topics' names all begin so. */
const PREFIX = 'delta.'

/** A topic's province as its name has it. */
const shortIn = (topic: Topic): string => topic.name.split('.')[2]!

/**
 * Who may do what, from the writers and readers of schema/topics.yaml. A province's adapter writes its own province's topics, and reads what provinces publish for participants, in a group of its own; the
 * projector reads what provinces and repair cases write; the feed writes the region's log and looks at its end; the supervision writes work orders and what departments answer; each province (participant-sh …) and the national platform read what they are named for, in groups of their
 * own; the operator makes topics. Nobody else may do anything.
 */
export function grantsOf(topics: readonly Topic[]): Grant[] {
  const provinces = [...new Set(topics.filter(topic => topic.province !== null).map(shortIn))]
  const names = (which: (topic: Topic) => boolean): { topics: string[] } => ({ topics: distinctTopics(topics.filter(which)).map(topic => topic.name) })
  const read = (principal: string, which: (topic: Topic) => boolean, groups: string): Grant[] => [
    { principal, operations: ['Read', 'Describe'], on: names(which) },
    { principal, operations: ['Read', 'Describe'], on: { groupPrefix: groups } },
  ]
  return [
    ...provinces.map(short => ({
      principal: `adapter-${short}`,
      operations: ['Write', 'Describe'],
      on: names(topic => topic.writers.includes('province') && topic.province !== null && shortIn(topic) === short),
    })),
    ...provinces.flatMap(short => read(`adapter-${short}`, topic => topic.province !== null && topic.readers.includes('participant'), `adapter-${short}.`)),
    { principal: 'subgraph-repair', operations: ['Write', 'Describe'], on: names(topic => topic.writers.includes('repair')) },
    ...read('projector', topic => topic.writers.some(writer => writer === 'province' || writer === 'repair'), 'delta-projector-'),
    { principal: 'feed', operations: ['Write', 'Describe'], on: names(topic => topic.writers.includes('feed')) },
    { principal: 'supervision', operations: ['Write', 'Describe'], on: names(topic => topic.writers.includes('supervision')) },
    ...read('feed', topic => topic.writers.includes('feed'), 'delta-newest-'),
    ...provinces.flatMap(short =>
      read(
        `participant-${short}`,
        topic => topic.readers.includes('participant') || (topic.readers.includes('province') && shortIn(topic) === short),
        `participant-${short}.`,
      ),
    ),
    ...read('national', topic => topic.readers.includes('national'), 'national.'),
    { principal: 'operator', operations: ['Create', 'Describe'], on: { topicPrefix: PREFIX } },
    { principal: 'operator', operations: ['Write'], on: names(topic => topic.writers.includes('operator')) },
    ...read('operator', topic => topic.readers.includes('operator'), 'operator.'),
  ]
}

/** Everybody who is granted something. */
export const principalsOf = (grants: readonly Grant[]): string[] => [...new Set(grants.map(({ principal }) => principal))]
