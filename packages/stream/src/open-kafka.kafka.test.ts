import { expect, test } from 'vitest'
import { openKafka } from './open-kafka.ts'
import { silentLog, testBroker } from './testing.ts'

test('a connection on which nothing waits looks for nothing: the patch of the client is in place', async () => {
  const warnings: string[] = []
  process.on('warning', ({ name }) => warnings.push(name))
  const admin = openKafka({ brokers: [testBroker(process.env.DELTA_TEST_KAFKA)], clientId: 'test-idle', log: silentLog }).client.admin()
  await admin.connect()
  await admin.listTopics()
  await admin.listTopics()
  await admin.disconnect()
  // Without it a timer that ends before now is set over and over, of which Node warns.
  expect(warnings).not.toContain('TimeoutNegativeWarning')
})
