import type { Catalogue, Province } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import { PROVINCES } from '@delta/model'
import type { AdverseItem } from './item.ts'
import type { RepairParticipantTable } from './tables.ts'

/** What of an item tells who got it. */
type SharedItem = Pick<AdverseItem, 'product' | 'recordId' | 'province' | 'subjectId' | 'domain'>

/** A participant that got the item. */
export type Recipient = Pick<RepairParticipantTable, 'participant' | 'kind'>

interface Endpoint {
  readonly owner: string
  readonly asked: {
    readonly domain?: readonly string[] | null
    readonly area?: readonly string[] | null
    readonly province?: readonly string[] | null
    readonly division?: string | null
  }
  readonly watched: boolean | null
}

const names = (asked: readonly string[] | null | undefined, code: string): boolean => !asked || asked.length === 0 || asked.includes(code)

/** Which cities a webhook of the list feed has told of an entry: its filter could show it, and it has acknowledged what came after the listing. */
async function toldCities<DB>(db: Kysely<DB>, catalogue: Catalogue, { recordId, domain, province, subjectId }: SharedItem): Promise<string[]> {
  const { rows: there } = await sql<{
    there: boolean
  }>`select to_regclass('webhook_endpoint') is not null and to_regclass('list_log') is not null as there`.execute(db)
  if (!there[0]?.there) return []
  const { rows } = await sql<Endpoint & { divisions: (string | null)[] }>`
    with listing as (select min(seq) as seq, epoch from list_log where record_id = ${recordId} group by epoch),
      known as (select coalesce(array_agg(distinct division), '{}') as divisions from list_log where record_id = ${recordId})
    select w.owner, w.asked, known.divisions,
      case when w.asked ->> 'watch' is null then null
        else exists (select from list_watch_change c where c.watch = w.asked ->> 'watch' and c.subject_id = ${subjectId}) end as watched
    from webhook_endpoint w, listing, known
    where w.owner like 'partner:%' and split_part(w.cursor, '.', 1)::bigint = listing.epoch and split_part(w.cursor, '.', 2)::bigint >= listing.seq`.execute(db)
  const area = catalogue.domain(domain ?? '')?.area ?? ''
  const shows = ({ asked, watched, divisions }: (typeof rows)[number]): boolean =>
    names(asked.domain, domain ?? '') &&
    names(asked.area, area) &&
    names(asked.province, province) &&
    watched !== false &&
    (!asked.division || divisions.some(division => division?.startsWith(asked.division!)))
  return [...new Set(rows.filter(shows).map(({ owner }) => owner.slice('partner:'.length)))].toSorted()
}

/** Who must answer that it has stopped sharing and using an item: the four provinces, the partner cities that got it by webhook as far as that is known, and the national platform where the item is annotated (not where it is deleted). */
export async function recipientsOf<DB>(db: Kysely<DB>, catalogue: Catalogue, item: SharedItem, annotated: boolean): Promise<Recipient[]> {
  const cities = item.product === 'LIST' ? await toldCities(db, catalogue, item) : []
  return [
    ...PROVINCES.map((participant: Province) => ({ participant, kind: 'PROVINCE' as const })),
    ...cities.map(participant => ({ participant, kind: 'CITY' as const })),
    ...(annotated ? [{ participant: 'national', kind: 'NATIONAL' as const }] : []),
  ]
}
