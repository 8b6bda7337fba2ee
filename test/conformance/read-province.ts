import { createHmac } from 'node:crypto'
import { openReaders } from '@delta/adapter'
import { loadCatalogue } from '@delta/catalogue'
import { mapRow, type Outcome, type ProvinceMapping } from '@delta/mapping'
import { dayIn } from '@delta/model'
import type { RefusedFile } from '@delta/source'
import type { Pool } from '@delta/store'

/** What reading and mapping made of a province's source, without broker and ledger. */
export interface ReadProvince {
  /** Outcomes of each row, by its coordinate; Zhejiang's without the generation. */
  readonly rows: ReadonlyMap<string, readonly Outcome[]>
  readonly refused: readonly RefusedFile[]
}

const catalogue = loadCatalogue()
const hmac = (text: string): string => createHmac('sha256', 'a key of no importance').update(text).digest('base64url')
const placeOf = (coordinate: string): string => (coordinate.startsWith('zb/') ? coordinate.split('/').slice(0, 4).join('/') : coordinate)

/** Reads everything a province's source holds with the adapters' own readers and maps it by the province's declaration. */
export async function readProvince(mapping: ProvinceMapping, { pool, inbox }: { pool: Pool | null; inbox: string | null }): Promise<ReadProvince> {
  const rows = new Map<string, Outcome[]>()
  const refused: RefusedFile[] = []
  const now = new Date().toISOString()
  const parts = {
    catalogue,
    now,
    today: dayIn('Asia/Shanghai', now),
    recordId: (key: readonly string[]) => hmac(JSON.stringify(key)),
    pseudonym: (type: string, number: string) => hmac(type + number),
  }
  for (const reader of openReaders({ mapping, pool, inbox, catalogue, now: () => new Date(), cloak: key => key })) {
    const cursors = new Map<string, unknown>()
    let quiet = 0
    while (quiet < 3) {
      const batch = await reader.next(async name => cursors.get(name) ?? null)
      if (batch === null || batch.rows.length + batch.refused.length === 0) {
        quiet += 1
        // Broken files are judged only when they have not changed for a moment.
        await new Promise(resolve => setTimeout(resolve, 350))
      }
      for (const row of batch?.rows ?? []) {
        const place = placeOf(row.coordinate)
        rows.set(place, [...(rows.get(place) ?? []), ...mapRow(mapping, row, parts)])
      }
      refused.push(...(batch?.refused ?? []))
      for (const { name, value } of batch?.cursors ?? []) cursors.set(name, value)
      await batch?.settled()
    }
    await reader.close()
  }
  return { rows, refused }
}
