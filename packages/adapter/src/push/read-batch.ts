import { checkColumns, type ProvinceMapping } from '@delta/mapping'
import type { PushedRow } from './pushed-rows.ts'

/** The most rows that a batch may have. */
export const MOST_ROWS = 1_000

/** What a participant has signed. */
export interface PushedContent {
  /** When it was sent, UTC. */
  readonly sentAt: string
  readonly rows: readonly PushedRow[]
}

/** Why a whole batch is refused before any row is looked at: nothing of it is published or rejected. */
export interface BatchFault {
  readonly code: 'BATCH_MALFORMED' | 'BATCH_EMPTY' | 'TOO_MANY_ROWS' | 'SENT_AT' | 'DATASET_UNKNOWN' | 'COLUMN_UNKNOWN'
  readonly detail: string
  /** The first row that is meant, from 1. */
  readonly row?: number
  readonly limit?: number
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/
const AHEAD = 300_000

const parse = (payload: Uint8Array): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object' && !Array.isArray(value)

const only = (value: Record<string, unknown>, ...names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every(name => Object.hasOwn(value, name))

const isRow = (value: unknown): value is PushedRow =>
  isObject(value) &&
  only(value, 'dataset', 'columns') &&
  typeof value['dataset'] === 'string' &&
  isObject(value['columns']) &&
  Object.values(value['columns']).every(one => one === null || typeof one === 'string')

const rowFault = (mapping: ProvinceMapping, value: unknown, row: number): BatchFault | null => {
  if (!isRow(value)) return { code: 'BATCH_MALFORMED', detail: 'A row is {"dataset", "columns"}; each column is text or null.', row }
  if (!(value.dataset in mapping.datasets)) return { code: 'DATASET_UNKNOWN', detail: 'The province declares no such dataset.', row }
  return checkColumns(mapping, value.dataset, Object.keys(value.columns)).unmapped.length > 0
    ? { code: 'COLUMN_UNKNOWN', detail: 'The dataset has no such column: nothing that nobody reads is taken.', row }
    : null
}

/** Reads what a participant has signed: `{"sentAt", "rows": [{"dataset", "columns"}]}` in UTF-8. A column that a row leaves out states nothing; one that nobody reads refuses the batch. */
export function readPushed(payload: Uint8Array, mapping: ProvinceMapping, now: Date): PushedContent | BatchFault {
  const value = parse(payload)
  if (!value || !only(value, 'sentAt', 'rows') || !Array.isArray(value['rows']))
    return { code: 'BATCH_MALFORMED', detail: 'The payload is {"sentAt", "rows"} as JSON in UTF-8.' }
  const { sentAt, rows } = value as { sentAt: unknown; rows: unknown[] }
  if (rows.length === 0) return { code: 'BATCH_EMPTY', detail: `A batch has 1 to ${MOST_ROWS} rows.`, limit: MOST_ROWS }
  if (rows.length > MOST_ROWS) return { code: 'TOO_MANY_ROWS', detail: `A batch has at most ${MOST_ROWS} rows.`, limit: MOST_ROWS }
  const sent = typeof sentAt === 'string' && INSTANT.test(sentAt) ? Date.parse(sentAt) : Number.NaN
  if (Number.isNaN(sent) || sent > now.getTime() + AHEAD)
    return { code: 'SENT_AT', detail: `sentAt is an instant in UTC, at most ${AHEAD / 1_000} s ahead of ours.`, limit: AHEAD / 1_000 }
  for (const [index, row] of rows.entries()) {
    const fault = rowFault(mapping, row, index + 1)
    if (fault) return fault
  }
  return { sentAt: new Date(sent).toISOString(), rows: rows as PushedRow[] }
}
