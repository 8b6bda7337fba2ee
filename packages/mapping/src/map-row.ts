import type { Outcome, Rejected } from './outcome.ts'
import type { ProvinceMapping } from './province-mapping.ts'
import { Reading } from './reading.ts'
import type { MapParts, Row } from './row.ts'

/**
 * Says what one source row states: zero or more outcomes, each with a total record id, in the order declared. Never throws on what a column holds; throws on a
 * table or file that the province does not declare. A cell block that it does not declare is one rejected row: its code is a value (`zbx_code`). No outcome but a
 * mapped one tells any value.
 */
export function mapRow(mapping: ProvinceMapping, row: Row, parts: MapParts): Outcome[] {
  const dataset = mapping.datasets[row.dataset]
  if (dataset !== undefined) {
    const reading = new Reading(mapping.province, dataset, row, parts)
    return dataset.states.flatMap(statement => statement.state(reading.branch()))
  }
  if (Object.values(mapping.datasets).some(({ source }) => source.reader === 'cells')) return [unknownBlock(mapping, row, parts)]
  throw new Error(`no mapping for dataset ${row.dataset}`)
}

const unknownBlock = ({ province }: ProvinceMapping, { coordinate }: Row, parts: MapParts): Rejected => ({
  kind: 'rejected',
  recordId: parts.recordId([province, 'ARCHIVE', 'block', coordinate]),
  product: 'ARCHIVE',
  subjectKind: null,
  reportedBy: null,
  code: 'E_CODE_UNKNOWN',
  field: 'zbx_code',
})
