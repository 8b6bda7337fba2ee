import { fileURLToPath } from 'node:url'
import { loadCatalogue } from '@delta/catalogue'
import type { ArchiveItem, ListEntry } from '@delta/model'
import type { Held, Mapped, Outcome, Rejected, Revocation, Stated } from '@delta/mapping'
import type { SourceRow } from '@delta/source'
import { hmacText } from '@delta/seal'
import { createOutbox, createRecordValidator, readTopics } from '@delta/stream'
import type { TestDatabase } from '@delta/store/testing'
import { type Committed, type CommitPoint, createCommitter, type MappedBatch, type MappedRow } from './commit-batch.ts'
import { raiseFence } from './fence.ts'
import { createMessageMaker } from './statement.ts'
import type { AdapterTables } from './tables.ts'
import { createIdentityGuard } from './identity/identity-guard.ts'
import { identityTerms } from './identity/identity-terms.ts'
import { createVolumeGuard, type VolumeBounds } from './volume/volume-guard.ts'

/** The repository's schema folder. For tests only. */
export const SCHEMA = fileURLToPath(new URL('../../../schema', import.meta.url))

const KEY = new Uint8Array(32)

/** A record id of the wire form, made of a short name. For tests only. */
export const idOf = (name: string): string => hmacText(KEY, name)

const evidence = { dataset: 't_md', coordinate: 'gxpt.t_md/0' }
const subject = { id: '91310000MA1FL0000X', kind: 'ENT', subKind: null, idType: 'USCC', name: '上海测试有限公司', maskedId: null, division: '310000' } as const

/** A good list entry as the mapping states it. For tests only. */
export const listEntry = (name: string, over: Partial<ListEntry> = {}): Mapped => {
  const record: Stated<ListEntry> = {
    recordId: idOf(name),
    province: '310000',
    op: 'upsert',
    reportedBy: 'SH-MKT',
    sourceUpdatedAt: '2026-11-20T01:02:03.000Z',
    evidence,
    warnings: [],
    unit: 'SH-MKT',
    unitBasis: 'CATALOGUE',
    subject,
    domain: 'B05',
    polarity: 'BLACK',
    caseNo: null,
    basis: name,
    from: '2026-01-01',
    to: null,
    removedOn: null,
    removalReason: null,
    finder: null,
    ...over,
  }
  return { kind: 'mapped', recordId: idOf(name), product: 'LIST', subjectKind: 'ENT', record }
}

/** A good penalty as the mapping states it. For tests only. */
export const penalty = (name: string, decisionDate = '2026-01-01'): Mapped => {
  const record: Stated<ArchiveItem> = {
    recordId: idOf(name),
    province: '310000',
    op: 'upsert',
    reportedBy: 'SH-MKT',
    sourceUpdatedAt: null,
    evidence,
    warnings: [],
    unit: 'SH-MKT',
    unitBasis: 'AUTHORITY',
    subject,
    indicator: 'ENT-LAW-002',
    businessNo: null,
    value: null,
    arose: null,
    until: null,
    licence: null,
    penalty: {
      docNo: name,
      kinds: ['01'],
      content: null,
      fineYuan: '1.00',
      confiscatedYuan: null,
      violation: null,
      decisionDate,
      publicUntil: null,
      authority: null,
      severity: null,
      status: 'VALID',
    },
  }
  return { kind: 'mapped', recordId: idOf(name), product: 'ARCHIVE', subjectKind: 'ENT', record }
}

export const rejected = (name: string, code: Rejected['code'] = 'E_DATE_INVALID', field = 'rdrq'): Rejected => ({
  kind: 'rejected',
  recordId: idOf(name),
  product: 'LIST',
  subjectKind: 'ENT',
  reportedBy: null,
  code,
  field,
})

export const held = (name: string, until: string | null): Held => ({
  kind: 'held',
  recordId: idOf(name),
  product: 'LIST',
  subjectKind: 'ENT',
  reportedBy: 'SH-ECO',
  until,
  code: 'E_GROUP_INCOMPLETE',
  field: '001',
})

export const revocation = (name: string, on: string): Revocation => ({ kind: 'revocation', recordId: idOf(name), product: 'ARCHIVE', on })

/** A row at `t_md/<key>` with a position and what it states. For tests only. */
export const row = (key: string, position: string, ...outcomes: Outcome[]): MappedRow => {
  const [dataset = 't_md'] = key.split('/')
  const place: Pick<SourceRow, 'dataset' | 'coordinate' | 'position' | 'updatedAt'> = { dataset, coordinate: key, position, updatedAt: null }
  const here = (outcome: Outcome): Outcome =>
    outcome.kind === 'mapped' ? ({ ...outcome, record: { ...outcome.record, evidence: { dataset, coordinate: key } } } as Mapped) : outcome
  return { row: place, outcomes: outcomes.map(here) }
}

/** A row as a reader gives it. For tests only. */
export const sourceRow = (coordinate: string, over: Partial<SourceRow> = {}): SourceRow => ({
  dataset: 't_md',
  coordinate,
  position: '1',
  updatedAt: null,
  firstSeenAt: null,
  deleted: false,
  held: null,
  warnings: [],
  columns: {},
  ...over,
})

/** One line a message: product, key, version and what it says. For tests only. */
export interface Told {
  readonly topic: string
  readonly key: string
  readonly seq: number
  readonly value: {
    version: number
    op?: string
    state?: string
    code?: string
    reportedBy?: string | null
    basis?: string
    recordedAt: string
    evidence: { coordinate: string }
    penalty?: { status: string } | null
  }
}

/** A committer over a test database, and what it has published since last asked. For tests only. */
export async function testCommitter(database: TestDatabase<AdapterTables>, at?: (point: CommitPoint) => void, bounds: VolumeBounds | null = null) {
  const outbox = createOutbox(database.db)
  const topics = readTopics(SCHEMA)
  const committer = createCommitter({
    db: database.db,
    province: '310000',
    outbox,
    ...(at ? { at } : {}),
    traceOf: () => null,
    messages: createMessageMaker({ province: '310000', topics, validate: createRecordValidator(SCHEMA) }),
    returns: ({ dataset }) => dataset !== 'FILE',
    guard: createVolumeGuard(() => bounds),
    identity: createIdentityGuard({
      terms: identityTerms(loadCatalogue()),
      returns: ({ dataset }) => dataset !== 'FILE',
      columnOf: (_dataset, { person }) => (person ? 'zjhm' : 'tyshxydm'),
    }),
  })
  const epoch = await raiseFence(database.db)
  const batch = (rows: readonly MappedRow[], over: Partial<MappedBatch> = {}): MappedBatch => ({
    portions: [rows],
    refused: [],
    files: [],
    cursors: [],
    ...over,
  })
  return {
    committer,
    epoch,
    outbox,
    commit: (...rows: MappedRow[]): Promise<Committed> => committer.commit(epoch, batch(rows)),
    commitBatch: ({ rows = [], ...over }: Partial<MappedBatch> & { readonly rows?: readonly MappedRow[] }): Promise<Committed> =>
      committer.commit(epoch, batch(rows, over)),
    told: async (): Promise<Told[]> => {
      const sent = await outbox.unsent(10_000)
      await outbox.markSent(sent)
      return sent.map(({ topic, key, seq, value }) => ({ topic: topic.split('.')[1]!, key, seq, value: JSON.parse(value!) as Told['value'] }))
    },
  }
}
