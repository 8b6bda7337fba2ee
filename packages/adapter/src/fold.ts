import type { Province, Rejection } from '@delta/model'
import type { Outcome, Revocation } from '@delta/mapping'
import { bodyHash } from './body-hash.ts'
import { createClaimBook } from './claim-book.ts'
import { type Body, isBelow, type Place, type StoredClaim, type Verdict, verdictOf } from './claim.ts'
import type { LedgerRow } from './ledger-row.ts'
import { revoked, type StoredRevocation } from './revocation.ts'
import type { PublishedRecord, Statement } from './statement.ts'
import type { Tally } from './tally.ts'

/** What the database holds on the records and rows of a batch. */
export interface Known {
  readonly ledger: readonly LedgerRow[]
  readonly claims: readonly StoredClaim[]
  readonly revocations: readonly StoredRevocation[]
}

/** What a fold is made of. */
export interface FoldParts {
  readonly province: Province
  /** The commit's instant (UTC). */
  readonly at: string
  readonly known: Known
  /** The last published body of a ledger row. */
  readonly bodyOf: (row: LedgerRow) => Promise<Body | null>
  /** Why a body cannot be published, or null. */
  readonly misfit: (product: LedgerRow['product'], body: Body) => string | null
  /** Whether the row at a place may come again with other content, so that what a lower one says must be kept. */
  readonly returns: (place: Place) => boolean
  readonly tally: Tally
}

/** What a batch changes. */
export interface Folded {
  readonly ledger: readonly LedgerRow[]
  readonly statements: readonly Statement[]
  readonly claims: readonly StoredClaim[]
  readonly claimsGone: readonly { readonly record_id: string; readonly coordinate: string }[]
  readonly revocations: readonly StoredRevocation[]
}

/** Decides, row by row, what a batch changes in the ledger and what is to be published; it writes nothing. */
export interface Fold {
  /** Takes what one row says now, in place of all it said before. */
  take(place: Place, updatedAt: string | null, outcomes: readonly Outcome[]): Promise<void>
  /** Refuses a whole file; `verdict` carries its record id. */
  refuse(place: Place, verdict: Extract<Verdict, { kind: 'rejected' }>): void
  /** Takes what one record's own row said, after it had waited. */
  release(place: Place, verdict: Verdict): Promise<void>
  /** A file that was refused has come again and is good. */
  accept(recordId: string): void
  /** Turns what was held too long into a rejection. */
  expire(row: LedgerRow): void
  result(): Folded
}

/** Makes a fold over what is known of a batch's records. */
export function createFold({ province, at, known, bodyOf, misfit, returns, tally }: FoldParts): Fold {
  const entries = new Map(known.ledger.map(row => [row.record_id, row]))
  const owned = new Map(
    [...Map.groupBy(known.ledger, row => row.coordinate)].map(([coordinate, rows]) => [coordinate, new Set(rows.map(row => row.record_id))]),
  )
  const claims = createClaimBook(known.claims)
  const revocations = new Map(known.revocations.map(one => [one.record_id, one]))
  const bodies = new Map<string, Body>()
  const changed = { ledger: new Set<string>(), revocations: new Set<string>() }
  const statements: Statement[] = []

  const put = (row: LedgerRow): LedgerRow => {
    entries.set(row.record_id, row)
    changed.ledger.add(row.record_id)
    const here = owned.get(row.coordinate)
    if (here) here.add(row.record_id)
    else owned.set(row.coordinate, new Set([row.record_id]))
    return row
  }

  const lastBody = async (row: LedgerRow): Promise<Body | null> => bodies.get(row.record_id) ?? (row.version > 0 ? await bodyOf(row) : null)

  const publish = (row: LedgerRow, body: Body, hash: string): LedgerRow => {
    const version = row.version + 1
    bodies.set(row.record_id, body)
    statements.push({ kind: 'record', product: row.product, record: { ...body, version, recordedAt: at } as PublishedRecord })
    return { ...row, version, body_hash: hash }
  }

  const tell = (row: LedgerRow, state: Rejection['state']): LedgerRow => {
    const version = row.rejection_version + 1
    statements.push({
      kind: 'rejection',
      rejection: {
        recordId: row.record_id,
        province,
        version,
        reportedBy: row.reported_by,
        recordedAt: at,
        evidence: { dataset: row.dataset, coordinate: row.coordinate },
        product: row.product,
        subjectKind: row.subject_kind,
        code: row.code!,
        field: row.field!,
        state,
      },
    })
    return { ...row, rejection_version: version }
  }

  /** A record that was rejected and is no longer: its rejection is taken back. */
  const mend = (row: LedgerRow): LedgerRow => {
    if (row.state !== 'rejected' && row.state !== 'refused') return row
    tally('resolved', row, row.code)
    return tell(row, 'RESOLVED')
  }

  const reject = (
    before: LedgerRow,
    place: Place,
    { subjectKind, reportedBy, code, field }: Omit<Extract<Verdict, { kind: 'rejected' }>, 'kind'>,
    state: 'rejected' | 'refused' = 'rejected',
  ): void => {
    const row: LedgerRow = {
      ...before,
      ...placed(place),
      state,
      code,
      field,
      subject_kind: subjectKind ?? before.subject_kind,
      reported_by: reportedBy,
      held_until: null,
      departed: false,
    }
    if (before.state === state && before.code === code && before.field === field) return unchanged(before, row)
    tally(state, row, code)
    put(tell(row, 'REJECTED'))
  }

  const unchanged = (before: LedgerRow, row: LedgerRow): void => {
    tally('unchanged', row, null)
    if (!same(before, row)) put(row)
  }

  const settle = (before: LedgerRow, place: Place, verdict: Verdict): void => {
    const { product, subjectKind } = verdict
    if (verdict.kind === 'rejected') return reject(before, place, verdict)
    if (verdict.kind === 'held') {
      if (verdict.until !== null && verdict.until <= at) return reject(before, place, verdict)
      const mended = mend(before)
      const row: LedgerRow = {
        ...mended,
        ...placed(place),
        state: 'held',
        code: verdict.code,
        field: verdict.field,
        held_until: verdict.until,
        subject_kind: subjectKind ?? before.subject_kind,
        reported_by: verdict.reportedBy,
        departed: false,
      }
      if (before.state === 'held') return unchanged(before, row)
      tally('held', row, verdict.code)
      return void put(row)
    }
    const body = revoked(verdict.record, revocations.get(verdict.recordId))
    const path = misfit(product, body)
    if (path !== null) return reject(before, place, { ...verdict, reportedBy: body.reportedBy, code: 'E_MALFORMED', field: path })
    const hash = bodyHash(body)
    const mended = mend(before)
    const row: LedgerRow = {
      ...mended,
      ...placed(place),
      state: 'published',
      code: null,
      field: null,
      held_until: null,
      subject_kind: subjectKind,
      reported_by: body.reportedBy,
      departed: false,
    }
    if (before.version > 0 && before.body_hash === hash) return unchanged(before, row)
    tally('published', row, null)
    put(publish(row, body, hash))
  }

  const keepClaim = (recordId: string, place: Place, outcome: Verdict): void => {
    if (returns(place)) claims.keep(recordId, place, outcome)
  }

  /** The row that stated a record states it no longer: the next lower row does, or nobody. */
  const depart = (row: LedgerRow): void => {
    const best = claims.best(row.record_id)
    if (best) {
      claims.drop(row.record_id, best.coordinate)
      return settle(row, best, best.outcome)
    }
    const mended = mend(row)
    tally('departed', row, null)
    put({ ...mended, state: row.version > 0 ? 'published' : 'cleared', code: null, field: null, held_until: null, departed: row.version > 0 })
  }

  const state = async (place: Place, verdict: Verdict): Promise<void> => {
    const { recordId, product } = verdict
    const before = entries.get(recordId)
    if (!before) return settle(unknown(recordId, product, place), place, verdict)
    if (before.coordinate !== place.coordinate && !before.departed && before.state !== 'cleared') {
      if (isBelow(place, before)) {
        tally('superseded', before, null)
        return keepClaim(recordId, place, verdict)
      }
      if (returns(before)) {
        const displaced = verdictOf(before, await lastBody(before))
        if (displaced) keepClaim(recordId, before, displaced)
      }
    }
    claims.drop(recordId, place.coordinate)
    settle(before, place, verdict)
  }

  const revoke = async (place: Place, updatedAt: string | null, { recordId, on }: Revocation): Promise<void> => {
    const earlier = revocations.get(recordId)
    if (earlier && isBelow(place, earlier)) return
    const revocation = { record_id: recordId, revoked_on: on, ...placed(place) }
    if (!earlier || earlier.coordinate !== place.coordinate || earlier.position !== place.position || earlier.revoked_on !== on) {
      revocations.set(recordId, revocation)
      changed.revocations.add(recordId)
    }
    const row = entries.get(recordId)
    const body = row && (await lastBody(row))
    if (!row || !body) return
    const after = revoked(body, revocation)
    const hash = bodyHash(after)
    if (hash === row.body_hash) return
    tally('published', row, null)
    put(publish(row, { ...after, sourceUpdatedAt: updatedAt, evidence: { dataset: place.dataset, coordinate: place.coordinate } }, hash))
  }

  return {
    take: async (place, updatedAt, outcomes) => {
      const stated = new Set(outcomes.map(one => one.recordId))
      for (const recordId of owned.get(place.coordinate) ?? []) {
        const row = entries.get(recordId)!
        if (!stated.has(recordId) && row.coordinate === place.coordinate && !row.departed && row.state !== 'cleared') depart(row)
      }
      claims.dropOthers(place.coordinate, stated)
      const done = new Set<string>()
      for (const outcome of outcomes) {
        if (outcome.kind === 'revocation') await revoke(place, updatedAt, outcome)
        // A row that states one record twice means its first: a later one would make a new version at each reading.
        else if (!done.has(outcome.recordId)) await state(place, outcome)
        done.add(outcome.recordId)
      }
    },
    release: state,
    refuse: (place, verdict) => reject(entries.get(verdict.recordId) ?? unknown(verdict.recordId, verdict.product, place), place, verdict, 'refused'),
    accept: recordId => {
      const row = entries.get(recordId)
      if (row?.state === 'refused') put({ ...mend(row), state: 'cleared', code: null, field: null })
    },
    expire: row => {
      entries.set(row.record_id, row)
      reject(row, row, {
        recordId: row.record_id,
        product: row.product,
        subjectKind: row.subject_kind,
        reportedBy: row.reported_by,
        code: row.code!,
        field: row.field!,
      })
    },
    result: () => ({
      ledger: [...changed.ledger].map(id => entries.get(id)!),
      statements,
      claims: claims.changed(),
      claimsGone: claims.gone(),
      revocations: [...changed.revocations].map(id => revocations.get(id)!),
    }),
  }
}

const placed = ({ dataset, coordinate, position }: Place): Place => ({ dataset, coordinate, position })

const unknown = (recordId: string, product: LedgerRow['product'], place: Place): LedgerRow => ({
  record_id: recordId,
  product,
  subject_kind: null,
  ...placed(place),
  state: 'cleared',
  version: 0,
  body_hash: null,
  topic: null,
  partition: null,
  seq: null,
  rejection_version: 0,
  code: null,
  field: null,
  reported_by: null,
  held_until: null,
  departed: false,
})

const same = (before: LedgerRow, after: LedgerRow): boolean => (Object.keys(after) as (keyof LedgerRow)[]).every(name => before[name] === after[name])
