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
import { projectReceipts, projectRejections, projectSent } from '@delta/quality'
import { createRelationEffects, projectRelations, refreshRelationSubjects, settleRelations } from '@delta/relationship'
import type { Transaction } from 'kysely'
import type { RecordKind, RecordOf } from '@delta/wire'
import { writeEvidence } from './evidence.ts'
import type { Accepted, ProjectedTopic } from '@delta/wire'
import type { ReadModelTables } from './tables.ts'

/** What applying needs. */
export interface ApplyParts {
  readonly catalogue: Catalogue
  readonly now: () => Date
}

const statementsOf = (kind: RecordKind, record: RecordOf[RecordKind] | null, catalogue: Catalogue): SubjectStatement[] => {
  if (record === null) return []
  if (kind === 'archive-item') return [statementOfItem(record as RecordOf['archive-item'])]
  if (kind === 'list-entry') return [statementOfSubject(record as RecordOf['list-entry'])]
  return [statementOfSubject(record as RecordOf['relationship']), statementOfParty(record as RecordOf['relationship'], catalogue)]
}

/**
 * Applies accepted records of one partition, in order, inside the caller's transaction. Whatever the records are, locks are taken in one order: subjects by id, rows by
 * key (entries before relations), rollups by key, the regional list's head last.
 */
export async function applyRecords(
  trx: Transaction<ReadModelTables>,
  topic: ProjectedTopic,
  accepted: readonly Accepted[],
  { catalogue, now }: ApplyParts,
): Promise<void> {
  if (accepted.length === 0) return
  if (topic.record === 'rejection') return projectRejections(trx, accepted as Accepted<'rejection'>[])
  if (topic.record === 'receipt') return projectReceipts(trx, accepted as Accepted<'receipt'>[])
  const day: Day = shanghaiDay(now())
  const archive = createArchiveEffects()
  const list = createListEffects()
  const relations = createRelationEffects()
  const { subjects, changed } = await stateSubjects(
    trx,
    accepted.flatMap(one => statementsOf(topic.record, one.record, catalogue)),
  )
  const place = { province: topic.province, day, subjects }
  const project = {
    'archive-item': () =>
      projectArchive(trx, accepted as Accepted<'archive-item'>[], { ...place, categoryOf: code => catalogue.indicator(code)!.category, effects: archive }),
    'list-entry': () => projectList(trx, accepted as Accepted<'list-entry'>[], { ...place, effects: list }),
    relationship: () => projectRelations(trx, accepted as Accepted<'relationship'>[], { ...place, effects: relations }),
  }
  const written = await project[topic.record as keyof typeof project]()
  await writeEvidence(trx, topic, accepted, written)
  await refreshListSubjects(trx, changed, list)
  await refreshRelationSubjects(trx, changed, relations)
  await projectSent(trx, topic.record as 'list-entry', topic.province, accepted as Accepted<'list-entry'>[])
  await settleArchive(trx, archive)
  await settleRelations(trx, relations)
  await settleList(trx, list, now())
}
