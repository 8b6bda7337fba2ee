import type { Catalogue } from '@delta/model'
import type { DatasetMapping, ProvinceMapping } from '@delta/mapping'
import { type ChangeReader, createCellReader, createCsvInboxReader, createTableReader, createXmlInboxReader } from '@delta/source'
import type { Pool } from '@delta/store'
import type { Place } from './claim.ts'
import { createPreferredDepts } from './preferred-depts.ts'
import { isPushed } from './push/pushed-rows.ts'

/** What a province's readers need; `pool` and `inbox` where its datasets come from a database or a drop folder. */
export interface ReadersParts {
  readonly mapping: ProvinceMapping
  readonly pool: Pool | null
  readonly inbox: string | null
  readonly catalogue: Catalogue
  readonly now: () => Date
  /** Replaces a person's number where it is a row's key; keyed. */
  readonly cloak: (key: string) => string
}

const needed = <T>(part: T | null, what: string): T => {
  if (part === null) throw Object.assign(new Error(`this province needs ${what}`), { code: 'ADAPTER_SETTING', safe: true })
  return part
}

/** Opens the readers of everything that a province's declaration names. */
export function openReaders({ mapping, pool, inbox, catalogue, now, cloak }: ReadersParts): ChangeReader[] {
  const datasets = [...new Set(Object.values(mapping.datasets))]
  const from = <R extends DatasetMapping['source']['reader']>(reader: R) =>
    datasets.filter((one): one is DatasetMapping & { source: Extract<DatasetMapping['source'], { reader: R }> } => one.source.reader === reader)
  const cells = from('cells')
  const xml = from('xml')
  const csv = from('csv')
  return [
    ...from('table').map(({ source: { personalKey, ...table } }) =>
      createTableReader({ pool: needed(pool, 'DELTA_SOURCE_URL'), now, table: { ...table, ...(personalKey ? { cloak } : {}) } }),
    ),
    ...(cells.length > 0
      ? [createCellReader({ pool: needed(pool, 'DELTA_SOURCE_URL'), now, preferredDepts: createPreferredDepts(catalogue, mapping.province) })]
      : []),
    ...(xml.length > 0
      ? [
          createXmlInboxReader({
            now,
            inbox: needed(inbox, 'DELTA_SOURCE_INBOX'),
            resources: xml.map(({ source, columns, ignore }) => ({
              resource: source.resource,
              fields: [...columns, ...ignore].filter(name => name !== 'op' && name !== 'Resource'),
            })),
          }),
        ]
      : []),
    ...(csv.length > 0
      ? [
          createCsvInboxReader({
            now,
            inbox: needed(inbox, 'DELTA_SOURCE_INBOX'),
            datasets: csv.map(({ source, columns, optional, ignore }) => ({
              dataset: source.dataset,
              required: columns.filter(name => !optional.includes(name)),
              optional: [...optional, ...ignore],
            })),
          }),
        ]
      : []),
  ]
}

/** Whether the row at a place may come again with other content: all but those of files and of pushed batches. */
export function returning(mapping: ProvinceMapping): (place: Place) => boolean {
  const datasets = new Set(
    Object.entries(mapping.datasets)
      .filter(([, { source }]) => source.reader === 'table' || source.reader === 'cells')
      .map(([dataset]) => dataset),
  )
  return ({ dataset, coordinate }) => datasets.has(dataset) && !isPushed(coordinate)
}
