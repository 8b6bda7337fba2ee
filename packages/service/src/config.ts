import { z } from 'zod'

/** Thrown when settings are missing or wrong: the message names every one of them and what is expected, never a value. */
export class ConfigError extends Error {
  readonly code = 'CONFIG'
}

/** Reads a process's settings from its environment once, at start. Empty text counts as not set. Throws `ConfigError` naming all wrong settings together. */
export function readConfig<Shape extends z.ZodRawShape>(shape: Shape, env: Readonly<Record<string, string | undefined>>): z.infer<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.keys(shape).map(name => [name, env[name] === '' ? undefined : env[name]]))
  const result = z.object(shape).safeParse(given)
  const wrong =
    result.error?.issues.map(
      issue => `${issue.path.join('.')}: ${issue.code === 'invalid_type' && given[String(issue.path[0])] === undefined ? 'is not set' : issue.message}`,
    ) ?? []
  const alone = Object.entries(shape).flatMap(([name, one]) =>
    given[name] === undefined
      ? []
      : neededBy(one)
          .filter(other => given[other] === undefined)
          .map(other => `${name}: needs ${other} too`),
  )
  if (result.success && alone.length === 0) return result.data
  throw new ConfigError(`wrong settings:\n  ${[...wrong, ...alone].join('\n  ')}`)
}

/** Text that may be left out, but not given without the other settings named here. */
const textWith = (...needs: string[]) => z.string().min(1).optional().meta({ needs })

const neededBy = (one: unknown): readonly string[] => (one instanceof z.ZodType ? ((one.meta()?.['needs'] as string[] | undefined) ?? []) : [])

/** The settings that services have in common, to be spread into a service's own shape. */
export const setting = {
  port: () => z.coerce.number().int().min(0).max(65_535),
  postgres: () => z.string().regex(/^postgres(ql)?:\/\//, 'expected a postgres:// URL'),
  httpUrl: () => z.string().regex(/^https?:\/\//, 'expected an http(s):// URL'),
  kafka: () =>
    z
      .string()
      .regex(/^[^\s,]+:\d+(,[^\s,]+:\d+)*$/, 'expected HOST:PORT[,HOST:PORT…]')
      .transform(text => text.split(',')),
  folder: () => z.string().min(1),
  logLevel: () => z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal']).default('info'),
  sampleRatio: () => z.coerce.number().min(0).max(1).default(0.01),
} as const

/** Every service's own settings: where it listens, how it logs, where its telemetry goes (OpenTelemetry's own names). */
export const serviceSettings = {
  DELTA_HOST: z.string().default('127.0.0.1'),
  DELTA_PORT: setting.port(),
  DELTA_LOG_LEVEL: setting.logLevel(),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting.httpUrl().optional(),
  OTEL_TRACES_SAMPLER_ARG: setting.sampleRatio(),
}

/** The settings of a service that speaks to Kafka. With an authority, connections are TLS; with user and password too, SCRAM-SHA-512 over it; with neither, plain. */
export const kafkaSettings = {
  DELTA_KAFKA: setting.kafka(),
  /** The PEM file of the authority that signs the brokers' certificates. */
  DELTA_KAFKA_CA: textWith(),
  DELTA_KAFKA_USER: textWith('DELTA_KAFKA_PASSWORD', 'DELTA_KAFKA_CA'),
  DELTA_KAFKA_PASSWORD: textWith('DELTA_KAFKA_USER'),
}
