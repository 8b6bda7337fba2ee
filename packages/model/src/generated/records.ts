// Generated from schema/records by `pnpm generate`. Do not edit.

/**
 * HMAC-SHA-256 of province, dataset and business key, base64url. Never reversible to an identifier.
 */
export type RecordId = string
/**
 * GB/T 2260 code of the province that publishes.
 */
export type Province = '310000' | '320000' | '330000' | '340000'
/**
 * What the record states: upsert (新增/修改), revoke (撤销), remove (移出), repair (信用修复).
 */
export type Op = 'upsert' | 'revoke' | 'remove' | 'repair'
/**
 * Data-source unit (数源责任单位) of schema/catalogue/units.csv.
 */
export type UnitCode = string
/**
 * Instant in UTC.
 */
export type Instant = string
export type Warning =
  | 'W_TRIMMED'
  | 'W_FULLWIDTH'
  | 'W_LOWERCASE'
  | 'W_ID15_UPGRADED'
  | 'W_ORGCODE_ONLY'
  | 'W_NULL_TOKEN'
  | 'W_EXCEL_APOSTROPHE'
  | 'W_EXCEL_SERIAL'
  | 'W_DUPLICATE'
  | 'W_SLOT_SHIFTED'
  | 'W_OBJECTION'
  | 'W_STATUS_OTHER'
  | 'W_FINDER_LEVEL'
  | 'W_ORGCODE_CHECK'
  | 'W_SHARE_SUM'
  | 'W_CONFLICT'
  | 'W_NAME_OTHER'
/**
 * Why the drill ends at this unit: the catalogue's row, the resolved finder (认定单位), the deciding authority's function, or the custodian where the source names no authority.
 */
export type UnitBasis = 'CATALOGUE' | 'FINDER' | 'AUTHORITY' | 'CUSTODIAN'
/**
 * 统一社会信用代码, or ORG:<组织机构代码>, or REG:<注册号>, or NP:<keyed pseudonym of a natural person>.
 */
export type SubjectId = string
export type SubjectKind = 'ENT' | 'NAT' | 'GOV' | 'SOC' | 'INS'
export type IdType = 'USCC' | 'ORGCODE' | 'RIC' | 'REGNO' | 'OTHER'
/**
 * GB/T 2260 division.
 */
export type Division = string
export type IndicatorCode = string
/**
 * Calendar day in Asia/Shanghai.
 */
export type CalendarDay = string
/**
 * Yuan, two decimal places.
 */
export type Money = string
export type DomainCode = string
/**
 * Share from 0 to 1, six decimal places.
 */
export type Share = string
/**
 * GB/T 2260 code of any province.
 */
export type ProvinceCode = string

export interface Records {
  ArchiveItem: ArchiveItem
  CatalogueRow: CatalogueRow
  ListChange: ListChange
  ListEntry: ListEntry
  Receipt: Receipt
  Rejection: Rejection
  Relationship: Relationship
  RepairNotice: RepairNotice
  SamplingPlan: SamplingPlan
  SamplingResult: SamplingResult
  WorkFeedback: WorkFeedback
  WorkOrder: WorkOrder
}
/**
 * One item of a credit archive (信用档案): the value of one indicator for one subject, or one licence or penalty (双公示).
 */
export interface ArchiveItem {
  recordId: RecordId
  province: Province
  op: Op
  /**
   * Dense per record, from 1.
   */
  version: number
  reportedBy: UnitCode
  sourceUpdatedAt: Instant | null
  recordedAt: Instant
  evidence: Evidence
  warnings: Warning[]
  unit: UnitCode
  unitBasis: UnitBasis
  subject: Subject
  indicator: IndicatorCode
  businessNo: string | null
  value: string | null
  arose: CalendarDay | null
  until: CalendarDay | null
  licence: {
    docNo: string
    title: string | null
    kind: string[]
    number: string | null
    content: string | null
    decisionDate: CalendarDay
    validFrom: CalendarDay | null
    validTo: CalendarDay | null
    authority: string | null
    status: 'VALID' | 'REVOKED'
  } | null
  penalty: {
    docNo: string
    kinds: string[]
    content: string | null
    fineYuan: Money | null
    confiscatedYuan: Money | null
    violation: string | null
    decisionDate: CalendarDay
    publicUntil: CalendarDay | null
    authority: string | null
    severity: ('MINOR' | 'GENERAL' | 'SERIOUS') | null
    status: 'VALID' | 'REVOKED'
  } | null
  /**
   * What the value of a commitment (信用承诺) tells; left out where its text is not of the form that tells it.
   */
  commitment?: {
    /**
     * 审批替代, 主动公示, 行业自律, 信用修复.
     */
    kind: 'APPROVAL' | 'PUBLIC' | 'INDUSTRY' | 'REPAIR'
    matter: string
    madeOn: CalendarDay
    /**
     * The last day to keep it; null where none is set.
     */
    dueOn: CalendarDay | null
    /**
     * 履行中, 已履行, 未履行.
     */
    fulfilment: 'RUNNING' | 'FULFILLED' | 'BROKEN'
  }
  /**
   * What the value of a 公共信用综合评价 tells; left out where its text is not of the form that tells it.
   */
  evaluation?: {
    /**
     * Of schema/catalogue/evaluation-models.csv.
     */
    model: string
    grade: string
    on: CalendarDay
  }
}
/**
 * Where in the source the statement stands: table and primary key, or file and line.
 */
export interface Evidence {
  dataset: string
  coordinate: string
}
/**
 * Whom the record is about.
 */
export interface Subject {
  id: SubjectId
  kind: SubjectKind
  subKind: ('INDIVIDUAL_BUSINESS' | 'COOPERATIVE') | null
  idType: IdType
  name: string | null
  maskedId: string | null
  division: Division | null
}
/**
 * One row of the data catalogue (数据目录) as published to delta.catalogue.v1, sealed by the keeper of the participant directory. A row that is taken out is a tombstone.
 */
export interface CatalogueRow {
  /**
   * The file in schema/catalogue, without its ending.
   */
  table: string
  /**
   * The row's key within its table.
   */
  key: string
  /**
   * The row, by column, as text.
   */
  row: {
    [k: string]: string
  }
  /**
   * SHA-256, hex, of the JSON of the row's columns in the order of their names.
   */
  hash: string
}
/**
 * One change of the regional red, black and watch lists (红黑名单), in its place in the region's log.
 */
export interface ListChange {
  /**
   * Which log: a new one begins after a restore.
   */
  epoch: number
  /**
   * Dense number in the region's log, in commit order.
   */
  seq: number
  /**
   * listed: enters the list (or the subscriber's scope). updated: still on it. delisted, repaired, withdrawn: leaves it. corrected: changes after it has left. out-of-scope: leaves the subscriber's scope.
   */
  op: 'listed' | 'updated' | 'delisted' | 'repaired' | 'corrected' | 'withdrawn' | 'out-of-scope'
  /**
   * RECORD: the source states it. DAY: a day began. SUBJECT: the subject's name or division became known. REPAIR: a repair case decided. FLAG: of a red entry, its subject is effectively black now, or no longer. ERASED: erased. SCOPE: the subscriber's scope changed.
   */
  reason: 'RECORD' | 'DAY' | 'SUBJECT' | 'REPAIR' | 'FLAG' | 'ERASED' | 'SCOPE'
  /**
   * What the change rests on: the entry's own basis, else the catalogue's (change-basis.csv).
   */
  legalBasis: string | null
  at: Instant
  /**
   * The entry as the graph's ListEntry says it. Of what has been erased, or has left the subscriber's scope, only the id.
   */
  entry: {
    id: RecordId
    polarity?: 'RED' | 'BLACK' | 'WATCH'
    domain?: {
      code: string
    }
    province?: {
      code: string
    }
    unit?: {
      code: string
    }
    subject?: {
      id: SubjectId
      kind: SubjectKind
      /**
       * A person's is masked.
       */
      name: string | null
      division: Division | null
    }
    caseNo?: string | null
    basis?: string | null
    from?: CalendarDay
    to?: CalendarDay | null
    removedOn?: CalendarDay | null
    removalReason?: ('REPAIRED' | 'EXPIRED' | 'WITHDRAWN' | 'DELISTED') | null
    status?: 'EFFECTIVE' | 'REPAIRED' | 'DELISTED' | 'EXPIRED' | 'WITHDRAWN'
    finder?: {
      name: string
      level: 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY'
    } | null
    standard?: string | null
    scope?: string | null
    use?: string | null
    term?: string | null
    repair?: {
      effect: 'REPAIRED' | 'DELETED' | 'WITHDRAWN'
      on: CalendarDay
      unit: {
        code: string
      } | null
      annotation: string | null
      ruleSet: string | null
      article: string | null
    } | null
    revocation?: string | null
    /**
     * Of a red entry: what other entries say against it. RED_ON_BLACK: it is in force, and so is a black one of the same subject.
     */
    flags?: 'RED_ON_BLACK'[]
    warnings?: string[]
    provenance?: {
      sourceUnit: {
        code: string
      }
      reportedBy: {
        code: string
      }
      authority: string | null
      document: string | null
      decidedAt: CalendarDay | null
      receivedAt: Instant
      publishedAt: Instant | null
      recordHash: string | null
    }
  }
  /**
   * Opens the commitment; null once the body has been erased, and where a filter withholds the body.
   */
  salt: string | null
  /**
   * The commitment: SHA-256 over a label, the salt and the canonical JSON of epoch, seq, op, reason, legalBasis, at and entry. Its leaf hash stands at seq - 1 of the log.
   */
  hash: string
  /**
   * Root of the log's Merkle tree (RFC 9162) after this change.
   */
  root: string
  /**
   * Digest of the set of entries in force after this change.
   */
  digest: string
  /**
   * Digests, after this change, of the sets by province and polarity that it moved: 310000/BLACK.
   */
  cells: {
    [k: string]: string
  }
  /**
   * What the log says where a filter has turned the change into another one.
   */
  logged?: {
    seq?: number
    op?: 'listed' | 'updated' | 'delisted' | 'repaired' | 'corrected' | 'withdrawn'
    reason?: 'RECORD' | 'DAY' | 'SUBJECT' | 'REPAIR' | 'FLAG' | 'ERASED'
    legalBasis?: string | null
    at?: Instant
  }
}
/**
 * One entry of a red, black or watch list (红黑名单).
 */
export interface ListEntry {
  recordId: RecordId
  province: Province
  op: Op
  /**
   * Dense per record, from 1.
   */
  version: number
  reportedBy: UnitCode
  sourceUpdatedAt: Instant | null
  recordedAt: Instant
  evidence: Evidence
  warnings: Warning[]
  unit: UnitCode
  unitBasis: UnitBasis
  subject: Subject
  domain: DomainCode
  polarity: 'RED' | 'BLACK' | 'WATCH'
  caseNo: string | null
  basis: string | null
  from: CalendarDay
  to: CalendarDay | null
  removedOn: CalendarDay | null
  removalReason: ('REPAIRED' | 'EXPIRED' | 'WITHDRAWN' | 'DELISTED') | null
  finder: {
    name: string
    level: 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY'
  } | null
}
/**
 * A participant's answer to a record that it got: delivered, or no longer shared and used.
 */
export interface Receipt {
  recordId: RecordId
  province: Province
  /**
   * Dense per record, from 1: a participant that answers again replaces its answer.
   */
  version: number
  reportedBy: UnitCode
  recordedAt: Instant
  evidence: Evidence
  /**
   * Who answers: a province, a partner city, or the national platform. A province's and a city's receipts stand on the province's topic, the national platform's on that of the province that is answered.
   */
  participant: string
  /**
   * The record that is answered.
   */
  about: {
    record: 'archive-item' | 'relationship' | 'list-entry' | 'repair-notice'
    province: Province
    recordId: RecordId
    version: number
  }
  /**
   * DELIVERED: the record has reached the participant's own system. STOPPED: the participant has stopped sharing and using the item that a repair notice names.
   */
  answers: 'DELIVERED' | 'STOPPED'
  result: 'ACCEPTED' | 'REJECTED'
  /**
   * Why it was rejected; null where it was accepted.
   */
  code: string | null
  at: Instant
}
/**
 * One source row or file that was refused: a code and the source's own column name, never the value.
 */
export interface Rejection {
  recordId: RecordId
  province: Province
  /**
   * Dense per record, from 1.
   */
  version: number
  reportedBy: UnitCode | null
  recordedAt: Instant
  evidence: Evidence
  product: 'ARCHIVE' | 'RELATIONSHIP' | 'LIST'
  subjectKind: SubjectKind | null
  code:
    | 'E_REQUIRED'
    | 'E_ID_LENGTH'
    | 'E_ID_CHARSET'
    | 'E_ID_CHECK'
    | 'E_ID_TYPE'
    | 'E_ID_DAMAGED'
    | 'E_KIND_CONFLICT'
    | 'E_ID_CONFLICT'
    | 'E_DATE_INVALID'
    | 'E_DATE_FUTURE'
    | 'E_PERIOD_ORDER'
    | 'E_CODE_UNKNOWN'
    | 'E_AMOUNT'
    | 'E_UNIT_UNRESOLVED'
    | 'E_GROUP_INCOMPLETE'
    | 'E_ENCODING'
    | 'E_COUNT_MISMATCH'
    | 'E_DIGEST'
    | 'E_XML_DTD'
    | 'E_MALFORMED'
    | 'E_SEQ_REUSED'
  field: string
  state: 'REJECTED' | 'RESOLVED'
}
/**
 * One credit relationship (信用关系) of a subject with a party.
 */
export interface Relationship {
  recordId: RecordId
  province: Province
  op: Op
  /**
   * Dense per record, from 1.
   */
  version: number
  reportedBy: UnitCode
  sourceUpdatedAt: Instant | null
  recordedAt: Instant
  evidence: Evidence
  warnings: Warning[]
  unit: UnitCode | null
  subject: Subject
  dimension: 'INVESTOR' | 'LEGAL_REP' | 'SUPPLY_CHAIN' | 'EXECUTIVE'
  partyKind: 'NAT' | 'ORG'
  party: {
    id: SubjectId
    idType: IdType
    name: string | null
    maskedId: string | null
  }
  share: Share | null
  validFrom: CalendarDay | null
  validTo: CalendarDay | null
  placement: 'IN_REGION' | 'OUTSIDE_REGION' | 'UNKNOWN'
  partyProvince: Province | null
  hukouProvince: ProvinceCode | null
}
/**
 * One event of a repair case (信用修复): what was done, by whom, when, and by which rule.
 */
export interface RepairNotice {
  recordId: RecordId
  province: Province
  /**
   * Dense per record, from 1. An event is not changed: always 1.
   */
  version: number
  reportedBy: UnitCode
  recordedAt: Instant
  evidence: Evidence
  /**
   * The case: HMAC-SHA-256 of province and case number, base64url.
   */
  caseId: string
  /**
   * Dense within the case, from 1.
   */
  sequence: number
  /**
   * The adverse item that is to be repaired.
   */
  item: {
    product: 'ARCHIVE' | 'LIST'
    recordId: RecordId
  }
  subjectId: SubjectId
  /**
   * What was done: applied; forwarded by the single window; material asked for, handed in later, found complete; accepted or declined; approved or refused; published; confirmed; told to credit body and subject; annotated; stopped sharing and using; repaired by the lapse of time; objected; objection upheld or dismissed; withdrawn.
   */
  step:
    | 'APPLY'
    | 'FORWARD'
    | 'ASK_SUPPLEMENT'
    | 'SUPPLEMENT'
    | 'COMPLETE'
    | 'ACCEPT'
    | 'DECLINE'
    | 'APPROVE'
    | 'REFUSE'
    | 'PUBLICISE'
    | 'CONFIRM'
    | 'NOTIFY'
    | 'ANNOTATE'
    | 'SYNC'
    | 'NATURAL_REPAIR'
    | 'OBJECT'
    | 'UPHOLD_OBJECTION'
    | 'DISMISS_OBJECTION'
    | 'WITHDRAW'
  /**
   * As what the actor acted: the subject, somebody on its behalf, an interested third party, the unit that made the finding, the single window, the credit body, whoever decides on an objection, this gateway by itself.
   */
  party: 'SUBJECT' | 'AGENT' | 'THIRD_PARTY' | 'FINDER' | 'CREDIT_CHINA' | 'CREDIT_BODY' | 'OBJECTION_BODY' | 'GATEWAY'
  /**
   * The unit that acted; null where no unit did.
   */
  actor: UnitCode | null
  at: Instant
  /**
   * Which objection of the case this raises or decides, counted from 1; null at other steps.
   */
  objection: number | null
  /**
   * Required where something is declined, refused or asked for, and with the decision on an objection.
   */
  reason:
    | (
        | 'NOT_FULFILLED'
        | 'TOO_EARLY'
        | 'NEW_RECORD'
        | 'SERIOUS_LIST'
        | 'MATERIAL_INCOMPLETE'
        | 'NOT_COMPETENT'
        | 'NOT_REPAIRABLE'
        | 'PERIOD_ENDED'
        | 'OBJECTION_FOUNDED'
        | 'OBJECTION_UNFOUNDED'
        | 'OTHER'
      )
    | null
  /**
   * Documents by kind and digest; they themselves do not travel.
   */
  documents: {
    kind: 'APPLICATION' | 'COMMITMENT' | 'PROOF' | 'REFUSAL' | 'CONFIRMATION' | 'OBJECTION' | 'DECISION' | 'OTHER'
    /**
     * SHA-256, hex.
     */
    digest: string
  }[]
  /**
   * What the step does to the item. REPAIRED: repaired on application, it counts against nobody and is annotated (CONFIRM). DELETED: repaired by the lapse of time, it is no longer shown (NATURAL_REPAIR). WITHDRAWN: the finding itself falls; RESTORED: the case's repair falls, the item is as if never repaired (both UPHOLD_OBJECTION). null: nothing.
   */
  effect: ('REPAIRED' | 'DELETED' | 'WITHDRAWN' | 'RESTORED') | null
  /**
   * The text that the repaired item bears from then on, where the rules have one (经…同意修复，不再作为负面信息使用); null where the effect is not REPAIRED.
   */
  annotation: string | null
  /**
   * The rule set that the step goes by; null where none is known.
   */
  ruleSet: string | null
  article: string | null
}
/**
 * A draw of subjects to inspect by credit class, and of their inspectors (双随机抽查). Whoever has the population and the roster of these digests draws the same by the seed: packages/sampling/SAMPLING.md.
 */
export interface SamplingPlan {
  recordId: RecordId
  province: Province
  /**
   * A plan is not changed: 1.
   */
  version: number
  recordedAt: Instant
  /**
   * Number of the plan among those of its matter and department.
   */
  ordinal: number
  /**
   * The code of the power item of inspection.
   */
  matter: string
  division: Division
  /**
   * The department that draws and inspects: its data-source unit, and below the province its division.
   */
  department: string
  classes: {
    /**
     * A grade of the province's evaluation, or NONE.
     */
    class: string
    ratio: string
    population: number
    drawn: number
  }[]
  seed: string
  /**
   * SHA-256, hex, of the frozen population.
   */
  populationDigest: string
  /**
   * SHA-256, hex, of the inspectors that could be drawn.
   */
  rosterDigest: string
  inspectorsEach: number
}
/**
 * What the inspection of a drawn subject found (抽查结果).
 */
export interface SamplingResult {
  recordId: RecordId
  province: Province
  /**
   * Dense per record, from 1: a correction is the next version.
   */
  version: number
  recordedAt: Instant
  plan: RecordId
  subjectId: SubjectId
  /**
   * The code of the power item of inspection.
   */
  matter: string
  /**
   * The department that draws and inspects: its data-source unit, and below the province its division.
   */
  department: string
  inspectors: string[]
  inspectedOn: CalendarDay
  /**
   * 未发现问题, 发现问题已责令改正, 发现问题待后续处理, 不配合检查, 无法联系, 未开展相关活动.
   */
  finding: 'CLEAN' | 'MENDED' | 'PENDING' | 'UNCOOPERATIVE' | 'UNREACHABLE' | 'NOT_APPLICABLE'
  note: string | null
}
/**
 * What a department answers to a work order (执行反馈): how it was disposed of, and with what result.
 */
export interface WorkFeedback {
  recordId: RecordId
  province: Province
  /**
   * Feedback is not changed: 1, or 2 for its erasure.
   */
  version: number
  recordedAt: Instant
  order: RecordId
  /**
   * The version that is answered.
   */
  orderVersion: number
  subjectId: SubjectId
  /**
   * The department: its data-source unit, and below the province its division: ZJ-ECO, ZJ-ECO-330400.
   */
  department: string
  /**
   * Carried out (已落实); the subject has no such matter (无相关事项); not yet (暂缓); released after the order was lifted (已解除).
   */
  disposition: 'APPLIED' | 'NOT_APPLICABLE' | 'DEFERRED' | 'RELEASED'
  result: string
}
/**
 * What one department must do because of one entry of a list (联合奖惩工作任务): one power item of one measure, until the entry is repaired, ends or is withdrawn.
 */
export interface WorkOrder {
  recordId: RecordId
  /**
   * GB/T 2260 code of the province that publishes.
   */
  province: '310000' | '320000' | '330000' | '340000'
  /**
   * Dense per record, from 1.
   */
  version: number
  recordedAt: Instant
  /**
   * The listing behind it.
   */
  entry: {
    recordId: RecordId
    province: Province
    domain: DomainCode
    polarity: 'RED' | 'BLACK'
    /**
     * The change of the region's log that listed it.
     */
    seq: number
  }
  subjectId: SubjectId
  /**
   * A measure of measures.csv.
   */
  measure: string
  /**
   * The power item's code.
   */
  item: string
  level: 'PROVINCE' | 'CITY' | 'COUNTY'
  /**
   * GB/T 2260 division.
   */
  division: string
  /**
   * The one department that must act.
   */
  department: {
    /**
     * The department: its data-source unit, and below the province its division: ZJ-ECO, ZJ-ECO-330400.
     */
    code: string
    name: string
    division: Division
  }
  state: 'OPEN' | 'LIFTED'
  /**
   * Why it stands as it does: raised, or called for otherwise or no longer since the entry was corrected or a rule changed, or lifted.
   */
  reason: 'LISTED' | 'CORRECTED' | 'RULE' | 'REPAIRED' | 'DELISTED' | 'EXPIRED' | 'WITHDRAWN'
  openedAt: Instant
  liftedAt: Instant | null
}
