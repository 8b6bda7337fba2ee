// Generated from schema/catalogue/repair-rules.schema.json by `pnpm generate`. Do not edit.

/**
 * Calendar day in Asia/Shanghai.
 */
export type Day = string
/**
 * Where the fact is from: seed, page, memory.
 */
export type Source = string
/**
 * Number of the article; null where the texts at hand do not tell it.
 */
export type Article = string
/**
 * 轻微, 一般, 严重.
 */
export type Severity = 'MINOR' | 'GENERAL' | 'SERIOUS'
/**
 * A penalty (行政处罚), a list entry (名单), any other adverse item.
 */
export type FindingKind = 'PENALTY' | 'LIST' | 'OTHER'
/**
 * Who decides on repair.
 *
 * @minItems 1
 *
 * Items: Who decides on findings of these kinds.
 */
export type Decider = {
  /**
   * @minItems 1
   */
  kinds: FindingKind[]
  body: 'FINDER' | 'CREDIT_CHINA'
}[]
/**
 * Level of the unit that found or confirmed.
 */
export type FinderLevel = 'NATIONAL' | 'PROVINCE' | 'CITY' | 'COUNTY'
/**
 * The credit body (公共信用工作机构) that is told of a repair.
 *
 * @minItems 1
 *
 * Items: By the level of the finder.
 */
export type NoticeTo = {
  /**
   * @minItems 1
   */
  levels: FinderLevel[]
  body: 'PROVINCIAL_CREDIT_BODY' | 'CITY_CREDIT_BODY'
}[]
/**
 * The superior body (上一级主管部门), the province's 发展和改革委员会, the unit that confirmed the repair.
 */
export type ObjectionBody = 'SUPERIOR' | 'PROVINCIAL_FGW' | 'CONFIRMING_UNIT'
/**
 * To whom an objection goes.
 *
 * @minItems 1
 *
 * Items: By the level of the deciding unit.
 */
export type ObjectionBodies = {
  /**
   * @minItems 1
   */
  levels: FinderLevel[]
  /**
   * @minItems 1
   */
  bodies: ObjectionBody[]
}[]
/**
 * The event on whose day a term begins.
 */
export type TermStart = 'APPLY' | 'FORWARD' | 'COMPLETE' | 'ACCEPT' | 'REFUSE' | 'PUBLICISE' | 'CONFIRM' | 'NOTIFY' | 'OBJECT'
/**
 * The rule sets of repair-rules.json: what each says on every point, with article and source. A point that is null is one on which the rule set is silent; a value that is null is one that the texts at hand leave open, and `open` says why.
 */
export type RepairRules = RuleSet[]

/**
 * A dated set of rules for credit repair (信用修复).
 */
export interface RuleSet {
  id: string
  name: string
  document: string | null
  basis: string | null
  /**
   * Which prevails, point by point: a vertical system's own rules, the nation's, a province's.
   */
  rank: 'VERTICAL' | 'NATIONAL' | 'PROVINCIAL'
  /**
   * Where the finding must have been made; null: anywhere.
   */
  provinces: string[] | null
  /**
   * The finder's function (vertical systems); null: any that is not vertical.
   */
  systems: string[] | null
  promulgated: Day | null
  inForceFrom: Day
  /**
   * The last day in force.
   */
  inForceTo: Day | null
  repeals: string[]
  scope: string
  source: Source
  /**
   * Items: An article whose text is not known well enough.
   */
  openArticles: {
    article: Article
    open: string
  }[]
  points: Points
}
/**
 * Every point on which a rule set may speak. null: it is silent, so that a lower rule set may fill the point.
 */
export interface Points {
  severities: SeveritiesPoint | null
  publicity: PublicityPoint | null
  naturalRepair: NaturalRepairPoint | null
  fulfilled: FulfilledPoint | null
  waiting: WaitingPoint | null
  noNewRecord: NoNewRecordPoint | null
  seriousListBlocks: SeriousListBlocksPoint | null
  channel: ChannelPoint | null
  decider: DeciderPoint | null
  materials: MaterialsPoint | null
  forms: FormsPoint | null
  effect: EffectPoint | null
  annotation: AnnotationPoint | null
  noticeTo: NoticeToPoint | null
  nationalReport: NationalReportPoint | null
  subjectObjection: SubjectObjectionPoint | null
  thirdPartyObjection: ThirdPartyObjectionPoint | null
  terms: Terms
}
/**
 * Degrees of severity. By the day of the finding.
 */
export interface SeveritiesPoint {
  value: SeverityTerm[] | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * A degree of severity (失信程度) and what is told to belong to it.
 */
export interface SeverityTerm {
  severity: Severity
  name: string
  examples: string[]
}
/**
 * Publication of the finding. By the day of the finding.
 */
export interface PublicityPoint {
  value: Publicity | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Publication of findings (公示).
 */
export interface Publicity {
  /**
   * @minItems 1
   */
  periods: PublicityPeriod[]
  /**
   * The day of the deciding document (认定).
   */
  startsAt: 'FINDING'
  severalKinds: 'LONGEST' | null
  /**
   * Publication ends by itself at the maximum.
   */
  stopsByItself: boolean
  sectors: SectorOverlay[]
}
/**
 * How long findings are published, in calendar months (公示期).
 */
export interface PublicityPeriod {
  /**
   * @minItems 1
   */
  kinds: FindingKind[]
  /**
   * null: whatever the severity.
   */
  severity: Severity | null
  minMonths: number
  maxMonths: number
  normallyPublished: boolean
}
/**
 * A sector (领域) whose findings are published longer at least.
 */
export interface SectorOverlay {
  sector: string
  name: string
  /**
   * Functions all of whose findings belong to the sector.
   */
  functions: string[]
  /**
   * List domains that belong to the sector.
   */
  domains: string[]
  /**
   * Functions of whose findings only some belong: where a finding does not name its sector, that is open.
   */
  unclearFunctions: string[]
  minMonths: number
  article: Article | null
  source: Source
  open: string | null
}
/**
 * Repair by the lapse of time. By the day of the finding.
 */
export interface NaturalRepairPoint {
  value: NaturalRepair | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Repair by the lapse of time (自然修复).
 */
export interface NaturalRepair {
  years: number
  effect: 'DELETE' | 'ANNOTATE'
}
/**
 * The duties that must have been fulfilled.
 */
export interface FulfilledPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * The time that must have passed since the finding.
 */
export interface WaitingPoint {
  value: Waiting | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * How long after the finding repair may be applied for: after the minimum of publication, or after years.
 */
export interface Waiting {
  basis: 'MIN_PUBLICITY' | 'YEARS'
  years: number | null
  sectorMayBeLonger: boolean
}
/**
 * No new record between finding and application.
 */
export interface NoNewRecordPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * A subject on a list marked serious may not be repaired meanwhile.
 */
export interface SeriousListBlocksPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Where the application goes.
 */
export interface ChannelPoint {
  value: ('FINDER' | 'CREDIT_CHINA') | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Who decides.
 */
export interface DeciderPoint {
  value: Decider | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * What the applicant hands in.
 */
export interface MaterialsPoint {
  value: string[] | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * The printed forms.
 */
export interface FormsPoint {
  value: string[] | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * What a repair does.
 */
export interface EffectPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * The text that annotates a repaired item; XXX is the unit that agreed.
 */
export interface AnnotationPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Which credit body is told.
 */
export interface NoticeToPoint {
  value: NoticeTo | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Repairs also go to the national platform.
 */
export interface NationalReportPoint {
  value: string | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Where the subject objects to a refusal.
 */
export interface SubjectObjectionPoint {
  value: ObjectionBodies | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * Where interested third parties object to a repair.
 */
export interface ThirdPartyObjectionPoint {
  value: ObjectionBodies | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * The terms of the procedure. null: the rule set is silent.
 */
export interface Terms {
  ACCEPTANCE: TermPoint | null
  REVIEW: TermPoint | null
  FEEDBACK: TermPoint | null
  PUBLICITY: TermPoint | null
  NOTICE: TermPoint | null
  ANNOTATION: TermPoint | null
  SYNC: TermPoint | null
  SUBJECT_OBJECTION: TermPoint | null
  THIRD_PARTY_OBJECTION: TermPoint | null
  OBJECTION_DECISION: TermPoint | null
}
/**
 * A term. Where its number is open, value is null.
 */
export interface TermPoint {
  from: TermStart
  /**
   * To be done by the last day; goes on until the last day; a right that lapses after it.
   */
  sense: 'WITHIN' | 'LASTS' | 'RIGHT'
  value: Term | null
  article: Article | null
  source: Source
  /**
   * What the texts at hand leave open; never null where the value is.
   */
  open: string | null
}
/**
 * The length of a term (期限).
 */
export interface Term {
  /**
   * null with NONE.
   */
  count: number | null
  /**
   * NONE: the text sets no limit.
   */
  unit: 'WORKING_DAY' | 'MONTH' | 'NONE'
}
