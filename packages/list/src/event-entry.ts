import { keyed, type Row, type Selected } from '@delta/graph'
import type { ListChange } from '@delta/model'

const code = (term: { code: string } | null | undefined): string | null => term?.code ?? null

/** The entry that a change tells of as the resolvers of ListEntry read it, terms by their codes. Null where only its id is told. */
export function eventEntry(entry: ListChange['entry'], selected: readonly Selected[]): Row | null {
  const { domain, province, unit, provenance, repair, flags = [], ...rest } = entry
  if (!provenance) return null
  const terms = { domain: code(domain), province: code(province), unit: code(unit) }
  const from = { ...provenance, sourceUnit: code(provenance.sourceUnit), reportedBy: code(provenance.reportedBy) }
  const told = repair && { ...repair, unit: code(repair.unit) }
  return keyed({ ...rest, ...terms, flags, recognition: `${terms.domain}/${terms.province}`, provenance: from, repair: told }, selected) as Row
}
