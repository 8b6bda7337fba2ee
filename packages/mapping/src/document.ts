import type { Day, SubjectKind } from '@delta/model'
import { documentNumberKey } from '@delta/model'
import { decidingUnit } from './deciding-unit.ts'
import type { EndUnit } from './deciding-unit.ts'
import { rowOp } from './operation.ts'
import type { RowOp } from './operation.ts'
import type { Reading } from './reading.ts'
import { columnsOf, required } from './rule.ts'
import type { Rule } from './rule.ts'
import type { RecordStatus } from './status.ts'
import type { ReadSubject, SubjectRule } from './subject.ts'
import type { UnitNameRule } from './unit-name.ts'

/** What a licence and a penalty (双公示) have in common. */
export interface DocumentDeclaration {
  readonly subject: SubjectRule
  readonly op?: Rule<RowOp>
  /** 文号; with the authority it is the business key. */
  readonly docNo: Rule<string>
  readonly decisionDate: Rule<Day>
  /** The deciding authority, kept as text; never a reason to reject. */
  readonly authority: Rule<string>
  /** The authority column holds a division, which is no name: the province's custodian answers for the record. */
  readonly authorityIsDivision?: boolean
  readonly status?: Rule<RecordStatus>
  /** The unit that states it; else the unit at which the record ends. */
  readonly reportedBy?: UnitNameRule
}

/** The common part of a licence or penalty as read. */
export interface ReadDocument {
  readonly subject: ReadSubject
  readonly op: RowOp
  readonly docNo: string | null
  readonly decisionDate: Day | null
  readonly authority: string | null
  readonly status: RecordStatus
  readonly end: EndUnit | null
  readonly reportedBy: string | null
  /** Authority and 文号, total. */
  readonly key: readonly [string, string]
}

/** The columns of a document's common part. */
export const documentColumns = (declaration: DocumentDeclaration): string[] => [
  ...declaration.subject.columns,
  ...columnsOf(declaration.op, declaration.docNo, declaration.decisionDate, declaration.authority, declaration.status),
  ...(declaration.reportedBy?.columns ?? []),
]

/** The business key of a licence or penalty: authority and 文号 in their normal form; a blank column gives way to the row's coordinate. */
export const documentKey = (reading: Reading, authority: Rule<string>, docNo: Rule<string>): readonly [string, string] => [
  reading.text(authority.columns[0]) ?? reading.ownKey(authority.columns[0]),
  documentNumberKey(reading.text(docNo.columns[0]) ?? '') || reading.ownKey(docNo.columns[0]),
]

/** Reads the common part; revoked by its status or its operation is both. */
export function readDocument(declaration: DocumentDeclaration, reading: Reading): ReadDocument {
  const subject = declaration.subject.read(reading)
  const docNo = required(declaration.docNo).read(reading)
  const decisionDate = required(declaration.decisionDate).read(reading)
  const authority = declaration.authority.read(reading)
  const revoked = declaration.status?.read(reading) === 'REVOKED'
  const asked = rowOp(reading, declaration.op)
  const op = revoked && asked === 'upsert' ? 'revoke' : asked
  const end = decidingUnit(reading, declaration.authorityIsDivision === true ? null : authority, decisionDate, subject.city)
  const stating = declaration.reportedBy?.resolve(reading, decisionDate) ?? null
  if (end === null) reading.fail('unit', 'E_UNIT_UNRESOLVED', declaration.authority.columns[0])
  return {
    subject,
    op,
    docNo,
    decisionDate,
    authority,
    end,
    status: op === 'upsert' ? 'VALID' : 'REVOKED',
    reportedBy: stating?.unit ?? end?.unit ?? null,
    key: documentKey(reading, declaration.authority, declaration.docNo),
  }
}

/** The indicator that a licence (行政许可信息) or penalty (行政处罚信息) feeds, by the subject's kind. */
export const DOCUMENT_INDICATORS = {
  licence: { ENT: 'ENT-LAW-001', NAT: 'NAT-LAW-006', SOC: 'SOC-LAW-003', INS: 'INS-LAW-003', GOV: 'GOV-LAW-003' },
  penalty: { ENT: 'ENT-LAW-002', NAT: 'NAT-LAW-002', SOC: 'SOC-LAW-002', INS: 'INS-LAW-002', GOV: 'GOV-LAW-002' },
} as const satisfies Readonly<Record<string, Readonly<Record<SubjectKind, string>>>>
