import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

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
  readonly inboxes: { readonly jiangsu: string; readonly anhui: string }
  /** Where these two take what others publish about their subjects. */
  readonly outboxes: { readonly jiangsu: string; readonly anhui: string }
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
    inboxes: { jiangsu: join(varFolder, 'inbox', 'jiangsu'), anhui: join(varFolder, 'inbox', 'anhui') },
    outboxes: { jiangsu: join(varFolder, 'outbox', 'jiangsu'), anhui: join(varFolder, 'outbox', 'anhui') },
  }
}

/** Makes the folders that are written to from the start. */
export function makePlaces(places: Places): void {
  for (const folder of [places.log, places.run, ...Object.values(places.inboxes), ...Object.values(places.outboxes)]) mkdirSync(folder, { recursive: true })
}
