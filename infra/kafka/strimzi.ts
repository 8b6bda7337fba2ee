import { distinctTopics, type Topic } from '@delta/stream'
import { stringify } from 'yaml'
import { type Grant, principalsOf } from './grants.ts'

const HEAD = '# Made from schema/topics.yaml by infra/kafka/main.ts: do not edit.\n'
const API = 'kafka.strimzi.io/v1'
const WEEK = 604_800_000
const labels = { 'strimzi.io/cluster': 'delta' }

/** The topics as Strimzi's resources, with the settings that `ensureTopics` gives them. */
export const topicResources = (topics: readonly Topic[]): string =>
  documents(
    distinctTopics(topics).map(({ name, partitions, cleanup }) => ({
      apiVersion: API,
      kind: 'KafkaTopic',
      metadata: { name, labels },
      spec: {
        partitions,
        replicas: 3,
        config: {
          'cleanup.policy': cleanup,
          'message.timestamp.type': 'LogAppendTime',
          'compression.type': 'zstd',
          'min.insync.replicas': 2,
          ...(cleanup === 'compact' ? { 'min.compaction.lag.ms': WEEK, 'delete.retention.ms': WEEK } : { 'retention.ms': WEEK }),
        },
      },
    })),
  )

/** The principals as Strimzi's resources; the operator makes a secret of the same name with the key `password`. */
export const userResources = (grants: readonly Grant[]): string =>
  documents(
    principalsOf(grants).map(principal => ({
      apiVersion: API,
      kind: 'KafkaUser',
      metadata: { name: principal, labels },
      spec: {
        authentication: { type: 'scram-sha-512' },
        authorization: { type: 'simple', acls: grants.filter(grant => grant.principal === principal).flatMap(resourcesOf) },
      },
    })),
  )

function resourcesOf({ operations, on }: Grant): object[] {
  const acl = (type: string, name: string, patternType: string): object => ({ resource: { type, name, patternType }, operations })
  if ('topics' in on) return on.topics.map(topic => acl('topic', topic, 'literal'))
  return ['topicPrefix' in on ? acl('topic', on.topicPrefix, 'prefix') : acl('group', on.groupPrefix, 'prefix')]
}

const documents = (resources: readonly object[]): string => HEAD + resources.map(one => stringify(one, { aliasDuplicateObjects: false })).join('---\n')
