import { fileURLToPath } from 'node:url'
import { readTopics } from '@delta/stream'
import { aclScript } from './acl-script.ts'
import { grantsOf } from './grants.ts'
import { topicResources, userResources } from './strimzi.ts'

/** The files that are made from schema/topics.yaml: where each stands (from this folder) and what it says. */
export function outputs(): Readonly<Record<string, string>> {
  const topics = readTopics(fileURLToPath(new URL('../../schema', import.meta.url)))
  const grants = grantsOf(topics)
  return {
    'acls.sh': aclScript(grants),
    '../k8s/kafka/topics.yaml': topicResources(topics),
    '../k8s/kafka/users.yaml': userResources(grants),
  }
}
