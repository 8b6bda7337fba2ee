export { archiveStatusOn } from './archive-status.ts'
export type { ArchiveStanding } from './archive-status.ts'
export { canonicalJson } from './canonical-json.ts'
export { createCatalogue } from './catalogue.ts'
export type { Catalogue } from './catalogue.ts'
export { nameKey } from './catalogue-tables.ts'
export { addMonths, addYears } from './calendar-period.ts'
export type { CatalogueRow, CatalogueTables, TableName } from './catalogue-tables.ts'
export type { Checked, IdentifierCode, RejectCode, Warning } from './codes.ts'
export { checkUscc, divisionOfUscc, idsOf, olderIdOf, orgCodeOfUscc } from './credit-code.ts'
export { isCreditCode, usccCheck } from './credit-code-check.ts'
export { isDamagedIdentifier } from './damaged-identifier.ts'
export { isNameIndicator } from './name-indicator.ts'
export { addDays, dayAfter, dayFromNumber, dayNumber, dayOf, daysInMonth, isDay, isLeapYear, isRealDay } from './day.ts'
export type { Day } from './day.ts'
export { isMonth, monthBounds } from './month.ts'
export type { Division } from './division-register.ts'
export type { EvaluationModel, GradeMissing, GradeRecognition } from './evaluation.ts'
export { drawSample, ratioParts, sizeOf } from './sampling.ts'
export type { DrawnMember, DrawnSample, SamplingDraw, SamplingHashes, SamplingMember, SamplingShare } from './sampling.ts'
export { documentNumberKey } from './document-number.ts'
export type {
  ArchiveItem,
  CatalogueRow as CatalogueRecord,
  CalendarDay,
  Evidence,
  IdType,
  ListChange,
  ListEntry,
  Op,
  Province,
  Receipt,
  Records,
  Rejection,
  Relationship,
  RepairNotice,
  SamplingPlan,
  SamplingResult,
  Subject,
  SubjectId,
  SubjectKind,
  UnitBasis,
  UnitCode,
  WorkFeedback,
  WorkOrder,
} from './generated/records.ts'
export type { FinderLevel, FindingKind, ObjectionBody, Points, RuleSet, Severity, TermStart } from './generated/repair-rules.ts'
export { dayIn, instantOfShanghai, shanghaiDay } from './instant.ts'
export type { Instant } from './instant.ts'
export type { CheckEffect, CheckRule } from './check-rule.ts'
export { csvCell } from './csv-cell.ts'
export { committedText } from './list-change.ts'
export type { CommittedChange } from './list-change.ts'
export { isCounted, isInForce, restsOn, statusSteps } from './effective.ts'
export { findingOfEntry, findingOfItem } from './finding-of.ts'
export { citationOf, lapseOf, repairTold } from './item-repair.ts'
export type { ItemRepair, Remedies } from './item-repair.ts'
export { listStatusOn } from './list-status.ts'
export type { ListStanding } from './list-status.ts'
export { maskIdentifier, maskPersonName } from './mask.ts'
export { mayApplyFrom } from './may-apply-from.ts'
export type { Waiting } from './may-apply-from.ts'
export { ITEM_CODE_SCHEMES, parseItemCode } from './item-code.ts'
export type { ItemCode, ItemCodeParts, ItemCodeScheme } from './item-code.ts'
export type { MeasureCase, MeasureLadder, MeasureMissing, MeasureStep } from './measure-ladder.ts'
export { MEASURE_LEVELS } from './measure-terms.ts'
export type { Department, Measure, MeasureLevel, MeasurePolarity, PowerCategory, PowerItem } from './measure-terms.ts'
export type { ItemFault, MeasureGap, MeasureTotality } from './measure-totality.ts'
export { normaliseName } from './names.ts'
export { naturalRepairOn } from './natural-repair.ts'
export type { NaturalRepair } from './natural-repair.ts'
export { NATION, provinceCodeOf, provinceName } from './national-province.ts'
export { normaliseIdentifier } from './normalise-identifier.ts'
export type { NormalisedIdentifier } from './normalise-identifier.ts'
export { checkOrgCode, orgCodeCheck } from './organisation-code.ts'
export { DAY_FORMS, parseDay } from './parse-day.ts'
export type { DayForm, ParsedDay } from './parse-day.ts'
export { PARTICIPANTS } from './generated/participants.ts'
export { PROVINCES, isProvince, provinceOf, shortOf } from './province.ts'
export type { ProvinceShort } from './province.ts'
export { publicityOf } from './publicity.ts'
export type { Publicity } from './publicity.ts'
export { RECOGNITION_EFFECTS } from './recognition.ts'
export type { Recognition, RecognitionEffect, RecognitionFault, RecognitionTotality } from './recognition.ts'
export { STANDARD_KINDS } from './regime.ts'
export type { DocumentLevel, InstitutionDocument, Memorandum, Regime, RegimePaper, Standard } from './regime.ts'
export { readCode } from './read-code.ts'
export { checkRegNo, regNoCheck } from './registration-number.ts'
export { relationStatusOn } from './relation-status.ts'
export { answerWith } from './repair-answer.ts'
export type { Answer, LegalBasis, RuleUnknown, UnknownReason } from './repair-answer.ts'
export type { Finding } from './repair-finding.ts'
export { annotationOf, creditBodyOf, deciderOf, objectionBodiesOf } from './repair-bodies.ts'
export type { Objector } from './repair-bodies.ts'
export type { RepairFault } from './repair-allowed.ts'
export { repairCase } from './repair-case.ts'
export type { CaseParts, CaseTerm, RepairCase, RepairEvent } from './repair-case.ts'
export { STEPS } from './repair-procedure.ts'
export type { RepairParty, RepairStep } from './repair-procedure.ts'
export type { Objection, RepairOutcome } from './repair-progress.ts'
export { createRepairLaw } from './repair-law.ts'
export type { ChosenRules, Duty, PointName, PointValue, RepairLaw, TermAnswer } from './repair-law.ts'
export { DUTIES, deadlinesOf } from './repair-term.ts'
export type { RunningTerm } from './repair-term.ts'
export { checkResidentId } from './resident-id.ts'
export { residentCheck, upgradeResidentId15 } from './resident-number.ts'
export { statedValue } from './stated-value.ts'
export type { Commitment, Evaluation, StatedValue } from './stated-value.ts'
export type { ArchiveStatus, ListStatus, RelationStatus, StatusClass, StatusOnDay, StatusStep } from './status.ts'
export { statusOn } from './status-on.ts'
export { SUBJECT_KINDS, kindOfUscc } from './subject-kind.ts'
export type { KindOfSubject } from './subject-kind.ts'
export { nameOf } from './terms.ts'
export type { Area, Category, City, CodeTerm, County, Dimension, Domain, GovernmentFunction, Indicator, Named, ProvinceTerm, Unit } from './terms.ts'
export type { TotalityFault, TotalityReport } from './totality.ts'
export type { ResolvedUnitName, UnitLevel } from './unit-name.ts'
export { whatIf } from './what-if.ts'
export type { Changed, Standing } from './what-if.ts'
export { createWorkdays } from './workday.ts'
export type { Deadline, Workdays } from './workday.ts'
export { registeredIn } from './registered-in.ts'
export { csvText, reportDocument, shareText } from './report-page.ts'
export type { ReportCell, ReportTable } from './report-page.ts'
