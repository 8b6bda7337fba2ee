import { csvCell, type ListChange } from '@delta/model'

type Entry = Required<ListChange['entry']>

const COLUMNS: Readonly<Record<string, (entry: Entry) => string | null>> = {
  id: entry => entry.id,
  polarity: entry => entry.polarity,
  domain: entry => entry.domain.code,
  province: entry => entry.province.code,
  unit: entry => entry.unit.code,
  subject_id: entry => entry.subject.id,
  subject_kind: entry => entry.subject.kind,
  subject_name: entry => entry.subject.name,
  subject_division: entry => entry.subject.division,
  case_no: entry => entry.caseNo,
  basis: entry => entry.basis,
  from: entry => entry.from,
  to: entry => entry.to,
  removed_on: entry => entry.removedOn,
  finder: entry => entry.finder?.name ?? null,
  finder_level: entry => entry.finder?.level ?? null,
  received_at: entry => entry.provenance.receivedAt,
}

/** The header row. */
export const csvHeader = `${Object.keys(COLUMNS).join()}\r\n`

/** An entry's row. */
export const csvLine = (entry: Entry): string =>
  `${Object.values(COLUMNS)
    .map(read => csvCell(read(entry)))
    .join()}\r\n`
