import type { Answers, PageInfoRef } from '@delta/graph'
import type { Catalogue, Day, PowerItem, Province, SamplingMember } from '@delta/model'
import type { Outbox, Topic } from '@delta/stream'
import type { Kysely } from 'kysely'
import type { SamplingTables } from './tables.ts'

/** What sampling is made of. The service that serves it hands over what it has. */
export interface SamplingParts {
  /** The database in which `migrateSampling` and the outbox's migrations have run. */
  readonly db: Kysely<SamplingTables>
  readonly answers: Answers
  readonly catalogue: Catalogue
  readonly outbox: Outbox
  readonly topics: readonly Topic[]
  /** PageInfo, where the subgraph has it already. */
  readonly pageInfo: PageInfoRef
  /** The department of a power item; its role is `unit:<code>`. Null where no unit holds its function there. */
  readonly departmentOf: (item: PowerItem, day: Day) => { readonly code: string; readonly name: string } | null
  /** Every registered organisation of a division, each with its credit class: the grade of the province's evaluation, or NONE. */
  readonly population: (place: { readonly province: Province; readonly division: string }) => Promise<readonly SamplingMember[]>
  /** Told when something new waits to be sent. */
  readonly wake: () => void
  readonly now: () => Date
}
