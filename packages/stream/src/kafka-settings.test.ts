import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { kafkaOptions } from './kafka-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'delta-ca-'))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const pem = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'
const here = { DELTA_KAFKA: ['a:1'] }
const who = { DELTA_KAFKA_USER: 'adapter-sh', DELTA_KAFKA_PASSWORD: 'hunter2' }

afterAll(() => rmSync(folder, { recursive: true }))

test('brokers alone are spoken to plainly', () => {
  expect(kafkaOptions(here)).toEqual({ brokers: ['a:1'] })
})

test('an authority gives TLS; a user with it gives SCRAM-SHA-512', () => {
  const DELTA_KAFKA_CA = file('ca.pem', pem)
  expect(kafkaOptions({ ...here, DELTA_KAFKA_CA })).toEqual({ brokers: ['a:1'], ssl: { ca: [pem] } })
  expect(kafkaOptions({ ...here, ...who, DELTA_KAFKA_CA })).toEqual({
    brokers: ['a:1'],
    ssl: { ca: [pem] },
    sasl: { mechanism: 'scram-sha-512', username: 'adapter-sh', password: 'hunter2' },
  })
})

test('a password never travels without TLS, and a wrong file is said by its setting', () => {
  expect(() => kafkaOptions({ ...here, ...who })).toThrow(/without TLS/)
  expect(() => kafkaOptions({ ...here, DELTA_KAFKA_CA: join(folder, 'none.pem') })).toThrow('the file of DELTA_KAFKA_CA cannot be read (ENOENT)')
  expect(() => kafkaOptions({ ...here, DELTA_KAFKA_CA: file('empty.pem', '') })).toThrow('holds no PEM certificate')
})
