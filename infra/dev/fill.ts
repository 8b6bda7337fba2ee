import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createDatabases, databaseUrl, dropDatabases, filledWith, noteFilled, SOURCE_DATABASES } from './databases.ts'
import type { Places } from './places.ts'
import { runCommand } from './run-command.ts'

/** Fills the provinces' databases and drop folders with synthetic data when that has not been done, or was broken off; says what they hold. True when it filled them. */
export async function fillProvinces(parts: {
  server: string
  places: Places
  subjects: number
  seed: number
  signal: AbortSignal
  say: (detail: string) => void
}): Promise<boolean> {
  const { server, places, subjects, seed, signal, say } = parts
  const earlier = await filledWith(server)
  if (earlier !== null) {
    await createDatabases(server)
    say(`${earlier}, kept${earlier === noteOf(subjects, seed) ? '' : ` (--reset fills anew with ${noteOf(subjects, seed)})`}`)
    return false
  }
  await dropDatabases(server)
  await createDatabases(server)
  for (const drop of [...Object.values(places.inboxes), ...Object.values(places.outboxes)]) {
    rmSync(drop, { recursive: true, force: true })
    mkdirSync(drop, { recursive: true })
  }
  say(noteOf(subjects, seed))
  const urls = Object.fromEntries(Object.entries(SOURCE_DATABASES).map(([name, database]) => [name, databaseUrl(server, database)]))
  await runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'fill-provinces.ts')], {
    signal,
    env: { ...process.env, DELTA_FILL: JSON.stringify({ urls, inboxes: places.inboxes, subjects, seed }) },
  })
  await noteFilled(server, noteOf(subjects, seed))
  return true
}

function noteOf(subjects: number, seed: number): string {
  return `${subjects} subjects, seed ${seed}`
}
