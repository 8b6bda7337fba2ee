import { setTimeout as sleep } from 'node:timers/promises'
import kafkajs, { type Admin, type GroupDescription } from 'kafkajs'
import type { KafkaHandle } from './open-kafka.ts'

const { AssignerProtocol } = kafkajs
const OURS = 'RoundRobinAssigner'
const LOOK_EVERY = 100
const PATIENCE = 30_000

/** Every group of consumers, when none is just being joined or left: of one that is, Kafka does not tell what it reads. Where one never settles, as it is after a while. */
async function settledGroups(admin: Admin): Promise<GroupDescription[]> {
  for (const end = performance.now() + PATIENCE; ; await sleep(LOOK_EVERY)) {
    const { groups: all } = await admin.listGroups()
    const ids = all.filter(one => one.protocolType === 'consumer').map(one => one.groupId)
    if (ids.length === 0) return []
    const { groups } = await admin.describeGroups(ids)
    if (groups.every(({ state }) => !state.endsWith('Rebalance')) || performance.now() > end) return groups
  }
}

/** The groups with members of this client's kind that read any of the topics, and which of them. */
async function groupsReading(admin: Admin, topics: ReadonlySet<string>): Promise<{ groupId: string; read: string[] }[]> {
  return (await settledGroups(admin)).flatMap(({ groupId, protocol, members }) => {
    if (protocol !== OURS) return []
    const subscribed = members.flatMap(member => AssignerProtocol.MemberMetadata.decode(member.memberMetadata)?.topics ?? [])
    const read = [...new Set(subscribed)].filter(topic => topics.has(topic))
    return read.length === 0 ? [] : [{ groupId, read }]
  })
}

/** Joins a group for a moment: when it has joined, all other members have given up what they had fetched; the places are set to the beginning, and when it leaves they begin there. */
async function restartGroup({ client }: KafkaHandle, groupId: string, topics: readonly string[], partitions: ReadonlyMap<string, number>): Promise<void> {
  const consumer = client.consumer({ groupId, allowAutoTopicCreation: false, sessionTimeout: 6_000, rebalanceTimeout: 6_000 })
  const joined = Promise.withResolvers<void>()
  consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve())
  consumer.on(consumer.events.CRASH, ({ payload }) => joined.reject(payload.error))
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: true })
    await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined })
    await joined.promise
    const places = topics.flatMap(topic => Array.from({ length: partitions.get(topic) ?? 0 }, (_, partition) => ({ topic, partition, offset: '0' })))
    await consumer.commitOffsets(places)
  } finally {
    await consumer.disconnect()
  }
}

/** Lets every running reader of topics that have been made anew, and are empty still, begin at their beginning, whatever it had read of the earlier ones. Gives the groups. Readers of another client look after themselves. */
export async function restartReaders(kafka: KafkaHandle, topics: readonly { readonly name: string; readonly partitions: number }[]): Promise<string[]> {
  const partitions = new Map(topics.map(({ name, partitions: count }) => [name, count]))
  const admin = kafka.client.admin()
  await admin.connect()
  try {
    const groups = await groupsReading(admin, new Set(partitions.keys()))
    for (const { groupId, read } of groups) await restartGroup(kafka, groupId, read, partitions)
    return groups.map(one => one.groupId)
  } finally {
    await admin.disconnect()
  }
}
