import { expect, test } from 'vitest'
import { LISTENERS } from './addresses.ts'
import { readSettings, USAGE } from './settings.ts'

const read = (args: string[], env: NodeJS.ProcessEnv = {}) => readSettings(args, env, '/somewhere')

test('without options everything has its default place', () => {
  expect(read([])).toMatchObject({
    subjects: 20_000,
    postgres: null,
    kafka: null,
    reset: false,
    varFolder: '/somewhere/var',
    ports: { gateway: 4000, postgres: 4032 },
  })
})

test('every listener can be moved, by a flag or by the environment, and the flag prevails', () => {
  for (const { name, flag } of LISTENERS) {
    const variable = `DELTA_START_${flag.toUpperCase().replaceAll('-', '_')}`
    expect(read([`--${flag}`, '5001'])).toHaveProperty(['ports', name], 5001)
    expect(read([], { [variable]: '5002' })).toHaveProperty(['ports', name], 5002)
    expect(read([`--${flag}=5001`], { [variable]: '5002' })).toHaveProperty(['ports', name], 5001)
    expect(USAGE).toContain(`--${flag} PORT`)
  }
})

test('all that is wrong is named at once', () => {
  const result = read(['--subjects', 'many', '--port', '70000', '--kafka', 'here', '--postgres', 'there'])
  expect('wrong' in result && result.wrong.map(line => line.split(' ')[0])).toEqual(['--postgres', '--kafka', '--subjects', '--port'])
  expect(read(['--bogus'])).toHaveProperty('wrong')
})

test('your own servers and folder are taken', () => {
  const given = ['--kafka', 'a:9092,b:9092', '--postgres', 'postgres://me:x@db:5432/postgres', '--reset']
  expect(read(given, { DELTA_VAR: '/state' })).toMatchObject({
    kafka: 'a:9092,b:9092',
    postgres: 'postgres://me:x@db:5432/postgres',
    reset: true,
    varFolder: '/state',
  })
})
