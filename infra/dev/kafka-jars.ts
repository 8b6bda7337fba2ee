import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './places.ts'
import { runCommand } from './run-command.ts'

const POM = join(ROOT, 'infra', 'kafka', 'pom.xml')

/** The folder with Apache Kafka's jars. Maven fetches them once for this repository's `infra/kafka/pom.xml`, and again when that changes. */
export async function kafkaJars(signal: AbortSignal, say: (detail: string) => void): Promise<string> {
  const mark = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 8)
  const folder = join(ROOT, 'var', 'lib', 'kafka', mark)
  if (existsSync(folder)) return folder
  const fresh = `${folder}.${process.pid}`
  mkdirSync(join(ROOT, 'var', 'lib', 'kafka'), { recursive: true })
  say('fetching jars with Maven (once)')
  try {
    await runCommand('mvn', ['-q', '-B', '-f', POM, 'dependency:copy-dependencies', `-DoutputDirectory=${fresh}`], { signal })
    if (!existsSync(folder)) renameSync(fresh, folder)
  } finally {
    rmSync(fresh, { recursive: true, force: true })
  }
  return folder
}
