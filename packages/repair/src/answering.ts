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

/** So long (s) after a feed last said that a city listens, a killed one may have gone on telling it. */
const UNSAID = 15

/** Which cities the list feed has told of an entry, by webhook (it has acknowledged what came after the listing), by a stream or subscription that was open when it was told, or by a snapshot after it: whose filter could show it. */
async function toldCities<DB>(db: Kysely<DB>, catalogue: Catalogue, { recordId, domain, province, subjectId }: SharedItem): Promise<string[]> {
  const { rows: there } = await sql<{
    there: boolean
  }>`select to_regclass('webhook_endpoint') is not null and to_regclass('list_listener') is not null and to_regclass('list_log') is not null as there`.execute(
    db,
  )
  if (!there[0]?.there) return []
  const { rows } = await sql<Endpoint & { divisions: (string | null)[] }>`
    with said as (select seq, epoch, at, division from list_log where record_id = ${recordId}),
      known as (select coalesce(array_agg(distinct division), '{}') as divisions from said),
      told as (
        select owner, asked from webhook_endpoint w where w.owner like 'partner:%' and exists (
          select from said where split_part(w.cursor, '.', 1)::bigint = epoch and split_part(w.cursor, '.', 2)::bigint >= seq)
        union all select owner, asked from list_listener l where exists (
          select from said where epoch = l.epoch and seq > l.first and at <= l.alive_at + ${UNSAID} * interval '1 second'))
    select t.owner, t.asked, known.divisions,
      case when t.asked ->> 'watch' is null then null
        else exists (select from list_watch_change c where c.watch = t.asked ->> 'watch' and c.subject_id = ${subjectId}) end as watched
    from told t, known`.execute(db)
  const area = catalogue.domain(domain ?? '')?.area ?? ''
  const shows = ({ asked, watched, divisions }: (typeof rows)[number]): boolean =>
    names(asked.domain, domain ?? '') &&
    names(asked.area, area) &&
    names(asked.province, province) &&
    watched !== false &&
    (!asked.division || divisions.some(division => division?.startsWith(asked.division!)))
  return [...new Set(rows.filter(shows).map(({ owner }) => owner.slice('partner:'.length)))].toSorted()
}

/** Who must answer that it has stopped sharing and using an item: the four provinces, the partner cities that the feed has told of it, and the national platform where the item is annotated (not where it is deleted). */
export async function recipientsOf<DB>(db: Kysely<DB>, catalogue: Catalogue, item: SharedItem, annotated: boolean): Promise<Recipient[]> {
  const cities = item.product === 'LIST' ? await toldCities(db, catalogue, item) : []
  return [
    ...PROVINCES.map((participant: Province) => ({ participant, kind: 'PROVINCE' as const })),
    // Shanghai is both: it answers once, as a province.
    ...cities.filter(city => !PROVINCES.some(province => province === city)).map(participant => ({ participant, kind: 'CITY' as const })),
    ...(annotated ? [{ participant: 'national', kind: 'NATIONAL' as const }] : []),
  ]
}
