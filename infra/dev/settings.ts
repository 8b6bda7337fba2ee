import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { LISTENERS, type Ports } from './addresses.ts'

/** What a local bring-up can be told. */
export interface Settings {
  /** How many subjects the synthetic provinces hold when they are filled. */
  readonly subjects: number
  /** The seed of the synthetic data: the same seed gives the same provinces. */
  readonly seed: number
  /** Throws away what earlier starts have kept. */
  readonly reset: boolean
  /** A superuser URL of a PostgreSQL to use instead of the own one. */
  readonly postgres: string | null
  /** `host:port` of a Kafka to use instead of the own one. */
  readonly kafka: string | null
  /** The folder of PostgreSQL's programs, when not the packaged ones. */
  readonly postgresBin: string | null
  readonly ports: Ports
  /** Where state is kept. */
  readonly varFolder: string
}

/** The settings of a start without options, but for the folder. */
export const DEFAULTS: Omit<Settings, 'varFolder'> = {
  subjects: 20_000,
  seed: 1,
  reset: false,
  postgres: null,
  kafka: null,
  postgresBin: null,
  ports: Object.fromEntries(LISTENERS.map(({ name, port }) => [name, port])) as Ports,
}

/** The explanation that `--help` prints. */
export const USAGE = `npm start -- [options]

  --subjects N            subjects in the synthetic provinces when they are first filled (20000)
  --seed N                seed of the synthetic data (1)
  --reset                 throw away the data of earlier starts
  --postgres URL          use your PostgreSQL (a superuser URL) instead of a local one
  --kafka HOST:PORT       use your Kafka instead of a local one
  --postgres-bin FOLDER   use an installed PostgreSQL's programs (15 or newer)
  --port PORT             the gateway's port (4000)
${LISTENERS.filter(({ flag }) => flag !== 'port')
  .map(({ name, port, flag }) => `  ${`--${flag} PORT`.padEnd(31)} ${name}'s port (${port})`)
  .join('\n')}

Each option can be set in the environment too: --kafka-port is DELTA_START_KAFKA_PORT. DELTA_VAR moves the folder that state is kept in.`

const OPTIONS = {
  subjects: { type: 'string' },
  seed: { type: 'string' },
  reset: { type: 'boolean' },
  postgres: { type: 'string' },
  kafka: { type: 'string' },
  'postgres-bin': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
  ...Object.fromEntries(LISTENERS.map(({ flag }) => [flag, { type: 'string' as const }])),
} as const

/** Reads the settings from the command line, then the environment, then the defaults; names all that is wrong at once. */
export function readSettings(args: readonly string[], env: NodeJS.ProcessEnv, root: string): Settings | { help: true } | { wrong: string[] } {
  const wrong: string[] = []
  let given: Record<string, string | boolean | undefined> = {}
  try {
    given = parseArgs({ args: [...args], options: OPTIONS, strict: true, allowPositionals: false }).values as typeof given
  } catch (error) {
    return { wrong: [(error as Error).message.split('. ')[0] ?? 'The options are not understood', 'npm start -- --help lists the options.'] }
  }
  if (given['help'] === true) return { help: true }
  const text = (name: string): string | null => {
    const value = given[name] ?? env[`DELTA_START_${name.toUpperCase().replaceAll('-', '_')}`]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const value = text(name)
    if (value === null) return fallback
    if (/^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value)
    wrong.push(`--${name} takes a whole number from ${least} to ${most}.`)
    return fallback
  }
  const postgres = text('postgres')
  if (postgres !== null && !isPostgresUrl(postgres)) wrong.push('--postgres takes a URL: postgres://USER:PASSWORD@HOST:PORT/postgres.')
  const kafka = text('kafka')
  if (kafka !== null && !/^[^\s:,]+:\d+(,[^\s:,]+:\d+)*$/.test(kafka)) wrong.push('--kafka takes HOST:PORT.')
  const settings: Settings = {
    subjects: whole('subjects', DEFAULTS.subjects, 1, 10_000_000),
    seed: whole('seed', DEFAULTS.seed, 0, 999_999_999),
    reset: given['reset'] === true,
    postgres,
    kafka,
    postgresBin: text('postgres-bin'),
    ports: Object.fromEntries(LISTENERS.map(({ name, port, flag }) => [name, whole(flag, port, 1, 65_535)])) as Ports,
    varFolder: resolve(root, env['DELTA_VAR'] ?? 'var'),
  }
  return wrong.length > 0 ? { wrong } : settings
}

function isPostgresUrl(text: string): boolean {
  return URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)
}
