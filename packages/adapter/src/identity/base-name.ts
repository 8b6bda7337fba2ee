import { type ArchiveItem, isDay, isNameIndicator, shanghaiDay } from '@delta/model'
import type { Mapped, Stated } from '@delta/mapping'
import type { Place } from '../claim.ts'
import type { MappedRow } from '../commit-batch.ts'
import type { IdentityTerms } from './identity-terms.ts'

/** Under which name a base row (登记注册) states a subject. */
export interface BaseName {
  /** The row: its coordinate, or dataset and subject where a later row of a file takes the place of an earlier one. */
  readonly row_key: string
  readonly subject_id: string
  readonly dataset: string
  readonly position: string
  readonly name: string
  /** 成立日期, which a change of name does not touch; null where the row does not state one. */
  readonly founded: string | null
  /** Its name is its own: of such an organisation, and its registration stands. */
  readonly own: boolean
  /** A day (Asia/Shanghai) on which the source stated this name already. */
  readonly since: string
}

type Item = Extract<Mapped, { product: 'ARCHIVE' }> & { readonly record: Stated<ArchiveItem> }

const isItem = (outcome: MappedRow['outcomes'][number]): outcome is Item =>
  outcome.kind === 'mapped' && outcome.product === 'ARCHIVE' && outcome.record.businessNo === null && /-BAS-\d{3}$/.test(outcome.record.indicator)

/** What a row says of a subject's name: null where it is no base row; `name` is null where it states none any more. */
export interface ReadBase {
  readonly rowKey: string
  readonly name: BaseName | null
}

/** Reads a base row. `returns` says whether the row at a place may come again with other content; where the source does not say when a row changed, `at` (UTC) counts. */
export function baseOf({ row, outcomes }: MappedRow, terms: IdentityTerms, returns: (place: Place) => boolean, at: string): ReadBase | null {
  const items = outcomes.filter(isItem)
  const named = items.find(one => isNameIndicator(one.record.indicator))
  if (!named) return null
  const { subject, value, op } = named.record
  const rowKey = returns(row) ? row.coordinate : `${row.dataset} ${subject.id}`
  if (op !== 'upsert' || value === null) return { rowKey, name: null }
  const stated = (indicator: string) => items.find(one => one.record.indicator === indicator)?.record.value ?? null
  const founded = stated('ENT-BAS-005')
  const status = stated('ENT-BAS-006')
  return {
    rowKey,
    name: {
      row_key: rowKey,
      subject_id: subject.id,
      dataset: row.dataset,
      position: row.position,
      name: value,
      founded: founded !== null && isDay(founded) ? founded : null,
      own: subject.idType === 'USCC' && terms.hasOwnName(subject.id) && status !== null && terms.isStanding(status),
      since: shanghaiDay(row.updatedAt ?? at),
    },
  }
}
