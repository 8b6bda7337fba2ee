import type { Grant } from './grants.ts'

const HEAD = `#!/bin/sh
# Made from schema/topics.yaml by infra/kafka/main.ts: do not edit. Grants each principal what it needs; whatever is not granted is refused.
# acls.sh BROKER:PORT PROPERTIES    (as a super user, whose properties these are)
set -eu
broker=$1 properties=$2
grant() { "\${KAFKA_ACLS:-/opt/kafka/bin/kafka-acls.sh}" --bootstrap-server "$broker" --command-config "$properties" --add --force "$@"; }

`

/** The shell script that grants them, a `kafka-acls` line each. */
export const aclScript = (grants: readonly Grant[]): string => `${HEAD}${grants.map(grantLine).join('\n')}\n`

function grantLine({ principal, operations, on }: Grant): string {
  const words = ['grant', '--allow-principal', `User:${principal}`, ...operations.flatMap(operation => ['--operation', operation])]
  if ('topics' in on) return [...words, ...on.topics.flatMap(topic => ['--topic', topic])].join(' ')
  const prefixed = 'topicPrefix' in on ? ['--topic', on.topicPrefix] : ['--group', on.groupPrefix]
  return [...words, ...prefixed, '--resource-pattern-type', 'prefixed'].join(' ')
}
