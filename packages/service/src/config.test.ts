import { expect, test } from 'vitest'
import { ConfigError, kafkaSettings, readConfig, serviceSettings, setting } from './config.ts'

test('all wrong settings are named at once, and no value is', () => {
  const read = () =>
    readConfig(
      { DELTA_PORT: setting.port(), DELTA_STORE_URL: setting.postgres(), DELTA_KAFKA: setting.kafka() },
      { DELTA_PORT: '99999', DELTA_STORE_URL: 'mysql://secret@host', DELTA_KAFKA: '' },
    )
  expect(read).toThrow(ConfigError)
  expect(read).toThrow(/DELTA_PORT: .*\n.*DELTA_STORE_URL: expected a postgres.*\n.*DELTA_KAFKA: is not set/)
  expect(read).not.toThrow(/secret|99999/)
})

test('empty text counts as not set, so defaults hold', () => {
  expect(readConfig(serviceSettings, { DELTA_PORT: '1', DELTA_LOG_LEVEL: '' })).toEqual({
    DELTA_HOST: '127.0.0.1',
    DELTA_PORT: 1,
    DELTA_LOG_LEVEL: 'info',
    OTEL_TRACES_SAMPLER_ARG: 0.01,
  })
})

test('several brokers are a list', () => {
  expect(readConfig({ DELTA_KAFKA: setting.kafka() }, { DELTA_KAFKA: 'a:1,b:2' }).DELTA_KAFKA).toEqual(['a:1', 'b:2'])
})

test("Kafka's settings come together or not at all", () => {
  const plain = { DELTA_KAFKA: 'a:1' }
  expect(readConfig(kafkaSettings, plain)).toEqual({ DELTA_KAFKA: ['a:1'] })
  expect(readConfig(kafkaSettings, { ...plain, DELTA_KAFKA_CA: '/ca.pem' })).toMatchObject({ DELTA_KAFKA_CA: '/ca.pem' })
  const whole = { DELTA_KAFKA_CA: '/ca.pem', DELTA_KAFKA_USER: 'adapter-sh', DELTA_KAFKA_PASSWORD: 'hunter2' }
  expect(readConfig(kafkaSettings, { ...plain, ...whole })).toMatchObject(whole)
  const wrong = (given: Record<string, string>) => () => readConfig(kafkaSettings, given)
  expect(wrong({ ...plain, DELTA_KAFKA_USER: 'adapter-sh' })).toThrow(
    /DELTA_KAFKA_USER: needs DELTA_KAFKA_PASSWORD too\n.*DELTA_KAFKA_USER: needs DELTA_KAFKA_CA too/,
  )
  expect(wrong({ ...plain, DELTA_KAFKA_USER: 'adapter-sh', DELTA_KAFKA_PASSWORD: 'hunter2' })).toThrow(/DELTA_KAFKA_USER: needs DELTA_KAFKA_CA too$/)
  expect(wrong({ DELTA_KAFKA_PASSWORD: 'hunter2' })).toThrow(/DELTA_KAFKA: is not set\n.*DELTA_KAFKA_PASSWORD: needs DELTA_KAFKA_USER too/)
  expect(wrong({ DELTA_KAFKA_PASSWORD: 'hunter2' })).not.toThrow(/hunter2/)
})
