import {
  createArchiveEffects,
  projectArchive,
  settleArchive,
  stateSubjects,
  statementOfItem,
  statementOfParty,
  statementOfSubject,
  type SubjectStatement,
} from '@delta/archive'
import { createListEffects, projectList, refreshListSubjects, settleList } from '@delta/list'
import { type Catalogue, type Day, shanghaiDay } from '@delta/model'
import { projectReceipts, projectRejections, projectSent, type SentVersion } from '@delta/quality'
import { createRelationEffects, projectRelations, refreshRelationSubjects, settleRelations } from '@delta/relationship'
import type { Transaction } from 'kysely'
import { applyRepairs, repairsOf } from './apply-repairs.ts'
import type { RecordKind, RecordOf } from '@delta/wire'
import { writeEvidence } from './evidence.ts'
import type { RepairJudge } from './judge-repairs.ts'
import type { Accepted, ProjectedTopic } from '@delta/wire'
import type { Quarantined } from '@delta/wire'
import { holdRepairs } from './repair-marks.ts'
import type { ReadModelTables } from './tables.ts'

/** What applying needs. */
export interface ApplyParts {
  readonly catalogue: Catalogue
  readonly judge: RepairJudge
  readonly now: () => Date
}

const statementsOf = (kind: RecordKind, record: RecordOf[RecordKind] | null, catalogue: Catalogue): SubjectStatement[] => {
  if (record === null || kind === 'rejection' || kind === 'receipt' || kind === 'repair-notice') return []
  if (kind === 'archive-item') return [statementOfItem(record as RecordOf['archive-item'])]
  if (kind === 'list-entry') return [statementOfSubject(record as RecordOf['list-entry'])]
  return [statementOfSubject(record as RecordOf['relationship']), statementOfParty(record as RecordOf['relationship'], catalogue)]
}

/** Whom each version is about, and when it was recorded: who must answer it follows from that. */
const sentOf = (accepted: readonly Accepted[], now: Date): SentVersion[] =>
  accepted.map(({ recordId, version, record }) => {
    if (record === null) return { recordId, version, subject: null, division: null, recordedAt: now.toISOString() }
    const { recordedAt } = record
    if ('subject' in record) return { recordId, version, subject: record.subject.id, division: record.subject.division, recordedAt }
    return { recordId, version, subject: 'subjectId' in record ? record.subjectId : null, division: null, recordedAt }
  })

/**
 * Applies accepted records of one partition, in order, inside the caller's transaction. Gives the decisions on repair that turned out to be nobody's to take. Whatever the records are, locks are taken in one order: the province's repairs, subjects by id, rows by
 * key (items, entries, relations), rollups by key, the regional list's head last.
 */
export async function applyRecords(
  trx: Transaction<ReadModelTables>,
  topic: ProjectedTopic,
  accepted: readonly Accepted[],
  { catalogue, judge, now }: ApplyParts,
): Promise<Quarantined[]> {
  if (accepted.length === 0) return []
  if (topic.record === 'rejection') {
    await projectRejections(trx, accepted as Accepted<'rejection'>[])
    return []
  }
  if (topic.record === 'receipt') {
    await projectReceipts(trx, accepted as Accepted<'receipt'>[])
    return []
  }
  const day: Day = shanghaiDay(now())
  const archive = createArchiveEffects(now())
  const list = createListEffects(now())
  const relations = createRelationEffects(now())
  const { province } = topic
  if (topic.record === 'repair-notice') {
    await holdRepairs(trx, province, 'notices')
    const refused = await applyRepairs(trx, accepted as Accepted<'repair-notice'>[], { province, day, judge, archive, list })
    await projectSent(trx, topic.record, province, sentOf(accepted, now()))
    await settleArchive(trx, archive)
    await settleList(trx, list, now())
    return refused
  }
  await holdRepairs(trx, province, 'records')
  const { subjects, changed } = await stateSubjects(
    trx,
    accepted.flatMap(one => statementsOf(topic.record, one.record, catalogue)),
    now(),
  )
  const product = topic.record === 'list-entry' ? 'LIST' : 'ARCHIVE'
  const repairs = await repairsOf(trx, { province, product, judge, ids: [...new Set(accepted.map(one => one.recordId))] })
  const place = { province, day, subjects }
  const project = {
    'archive-item': () =>
      projectArchive(trx, accepted as Accepted<'archive-item'>[], {
        ...place,
        categoryOf: code => catalogue.indicator(code)!.category,
        effects: archive,
        remediesOf: repairs.ofItem,
      }),
    'list-entry': () => projectList(trx, accepted as Accepted<'list-entry'>[], { ...place, effects: list, remediesOf: repairs.ofEntry }),
    relationship: () => projectRelations(trx, accepted as Accepted<'relationship'>[], { ...place, effects: relations }),
  }
  const written = await project[topic.record]()
  const refused = await repairs.settle()
  await writeEvidence(trx, topic, accepted, written)
  await refreshListSubjects(trx, changed, list)
  await refreshRelationSubjects(trx, changed, relations)
  await projectSent(trx, topic.record, province, sentOf(accepted, now()))
  await settleArchive(trx, archive)
  await settleRelations(trx, relations)
  await settleList(trx, list, now())
  return refused
}
