import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { foldersIn } from './provinces.ts'

/** The folder of the repository. */
export const ROOT = join(import.meta.dirname, '..', '..')

/** Where a local system keeps its state. */
export interface Places {
  readonly var: string
  readonly postgres: string
  readonly kafka: string
  readonly keys: string
  readonly log: string
  readonly run: string
  /** The drop folders of the provinces that have one. */
  readonly inboxes: ReturnType<typeof foldersIn>
  /** Where these take what others publish about their subjects. */
  readonly outboxes: ReturnType<typeof foldersIn>
}

/** The places under a state folder. */
export function placesIn(varFolder: string): Places {
  return {
    var: varFolder,
    postgres: join(varFolder, 'postgres'),
    kafka: join(varFolder, 'kafka'),
    keys: join(varFolder, 'keys'),
    log: join(varFolder, 'log'),
    run: join(varFolder, 'run'),
    inboxes: foldersIn(join(varFolder, 'inbox')),
    outboxes: foldersIn(join(varFolder, 'outbox')),
  }
}

/** Makes the folders that are written to from the start. */
export function makePlaces(places: Places): void {
  for (const folder of [places.log, places.run, ...Object.values(places.inboxes), ...Object.values(places.outboxes)]) mkdirSync(folder, { recursive: true })
}
