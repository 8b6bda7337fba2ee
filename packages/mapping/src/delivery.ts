import type { ArchiveItem, Catalogue, ListEntry, Province, Relationship, RepairNotice } from '@delta/model'
import type { Cell, DeliveryCode } from './cell.ts'
import type { DatasetMapping } from './province-mapping.ts'
import { Reading } from './reading.ts'
import type { MapParts } from './row.ts'
import { csv } from './source.ts'

/** A record that is delivered. */
export type Delivered = ArchiveItem | ListEntry | Relationship | RepairNotice

const ENVELOPE = ['recordId', 'province', 'version', 'reportedBy', 'recordedAt', 'evidence.dataset', 'evidence.coordinate']
const SUBJECT = ['id', 'kind', 'subKind', 'idType', 'name', 'maskedId', 'division'].map(name => `subject.${name}`)
const STATED = [...ENVELOPE, 'op', 'sourceUpdatedAt', 'warnings', 'unit', ...SUBJECT]
const ARCHIVE = [...STATED, 'unitBasis', 'indicator', 'businessNo', 'arose', 'until']
const of = (part: string, ...names: readonly string[]): string[] => names.map(name => `${part}.${name}`)

/** The shapes of delivered records, and the members that each has: a platform's declaration must tell every one. */
export const MEMBERS = {
  licence: [...ARCHIVE, ...of('licence', 'docNo', 'title', 'kind', 'number', 'content', 'decisionDate', 'validFrom', 'validTo', 'authority', 'status')],
  penalty: [
    ...ARCHIVE,
    ...of('penalty', 'docNo', 'kinds', 'content', 'fineYuan', 'confiscatedYuan', 'violation', 'decisionDate', 'publicUntil', 'authority', 'severity', 'status'),
  ],
  item: [...ARCHIVE, 'value'],
  list: [...STATED, 'unitBasis', 'domain', 'polarity', 'caseNo', 'basis', 'from', 'to', 'removedOn', 'removalReason', ...of('finder', 'name', 'level')],
  relation: [
    ...STATED,
    ...of('party', 'id', 'idType', 'name', 'maskedId'),
    'dimension',
    'partyKind',
    'share',
    'validFrom',
    'validTo',
    'placement',
    'partyProvince',
    'hukouProvince',
  ],
  notice: [
    ...ENVELOPE,
    ...of('item', 'product', 'recordId'),
    'caseId',
    'sequence',
    'subjectId',
    'step',
    'party',
    'actor',
    'at',
    'objection',
    'reason',
    'documents',
    'ruleSet',
    'article',
    'effect',
    'annotation',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** A shape of delivered records. */
export type Shape = keyof typeof MEMBERS

/** Where and how a platform takes records of one shape. */
interface DeliveryShape {
  /** The table, cell block, message resource or dataset. */
  readonly to: string
  /** By column, in the platform's order. */
  readonly cells: Readonly<Record<string, Cell>>
}

/** How a province's platform takes what others publish about its subjects, in its own format. */
export interface Delivery {
  readonly province: Province
  readonly shapes: Readonly<Record<Shape, DeliveryShape>>
}

/** Completes a declaration. Throws where a shape leaves a member untold, or tells one that a record does not have. */
export function declareDelivery(delivery: Delivery): Delivery {
  for (const shape of Object.keys(MEMBERS) as Shape[]) {
    const members = new Set<string>(MEMBERS[shape])
    const told = new Set(Object.values(delivery.shapes[shape].cells).flatMap(({ member, rule }) => (rule === null ? [] : [member])))
    const missing = [...members].filter(member => !told.has(member))
    const beyond = [...told].filter(member => !members.has(member))
    if (missing.length > 0 || beyond.length > 0)
      throw new Error(`${shape} of ${delivery.province}: untold ${missing.join(', ')}; no member ${beyond.join(', ')}`)
  }
  return delivery
}

/** A record in a platform's format, or the code and column of what cannot be told. */
export type Told =
  | { readonly ok: true; readonly shape: Shape; readonly columns: Readonly<Record<string, string | null>> }
  | { readonly ok: false; readonly error: DeliveryCode; readonly column: string }

/** The shape of a record. Null for an archive item that is licence and penalty at once. */
export function shapeOf(record: Delivered): Shape | null {
  if ('caseId' in record) return 'notice'
  if ('domain' in record) return 'list'
  if ('dimension' in record) return 'relation'
  if (record.licence !== null) return record.penalty === null && record.value === null ? 'licence' : null
  if (record.penalty !== null) return record.value === null ? 'penalty' : null
  return 'item'
}

const memberOf = (record: object, path: string): unknown =>
  path.split('.').reduce<unknown>((part, name) => (part === null || part === undefined ? null : (part as Record<string, unknown>)[name]), record)

/** Writes a record in the platform's format. */
export function writeDelivered({ shapes }: Delivery, record: Delivered, catalogue: Catalogue): Told {
  const shape = shapeOf(record)
  if (shape === null) return { ok: false, error: 'E_MALFORMED', column: 'ROW' }
  const columns: Record<string, string | null> = {}
  for (const [column, { member, write }] of Object.entries(shapes[shape].cells)) {
    const text = write(memberOf(record, member), catalogue)
    if (text !== null && typeof text !== 'string') return { ok: false, error: text.error, column }
    columns[column] = text
  }
  return { ok: true, shape, columns }
}

const SKELETONS: Readonly<Record<Shape, object>> = {
  licence: { value: null, penalty: null },
  penalty: { value: null, licence: null },
  item: { licence: null, penalty: null },
  list: {},
  relation: {},
  notice: {},
}

/** Reads a delivered record back by the rules of the platform's own format: what the platform understands of it. Throws, naming code and column, on what does not fit. */
export function readDelivered(delivery: Delivery, shape: Shape, columns: Readonly<Record<string, string | null>>, parts: MapParts): Delivered {
  const { to, cells } = delivery.shapes[shape]
  const row = { dataset: to, coordinate: to, updatedAt: null, firstSeenAt: null, deleted: false, held: null, warnings: [], columns }
  const reading = new Reading(delivery.province, datasetFor(to, Object.keys(cells)), row, parts)
  const record = { ...SKELETONS[shape] } as Record<string, unknown>
  for (const [column, { member, rule, empty }] of Object.entries(cells)) {
    if (rule === null) continue
    put(record, member.split('.'), rule(column).read(reading) ?? empty)
    if (reading.failure !== null) throw new Error(`${reading.failure.code} ${reading.failure.field}`)
  }
  if (shape === 'list' && (record['finder'] as { name: unknown }).name === null) record['finder'] = null
  return record as unknown as Delivered
}

const datasetFor = (name: string, columns: readonly string[]): DatasetMapping => ({
  source: csv(name),
  states: [],
  columns,
  optional: [],
  ignore: [],
  nullTokens: new Set(),
  zeroIsNull: new Set(),
  complete: [],
})

const put = (record: Record<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) record[name] = value
  else put((record[name] ??= {}) as Record<string, unknown>, rest, value)
}
