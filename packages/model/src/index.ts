export { archiveStatusOn } from './archive-status.ts'
export type { ArchiveStanding } from './archive-status.ts'
export { createCatalogue } from './catalogue.ts'
export type { Catalogue } from './catalogue.ts'
export { nameKey } from './catalogue-tables.ts'
export type { CatalogueRow, CatalogueTables, TableName } from './catalogue-tables.ts'
export type { Checked, IdentifierCode, RejectCode, Warning } from './codes.ts'
export { checkUscc, divisionOfUscc, orgCodeOfUscc } from './credit-code.ts'
export { isCreditCode, usccCheck } from './credit-code-check.ts'
export { isDamagedIdentifier } from './damaged-identifier.ts'
export { addDays, dayAfter, dayFromNumber, dayNumber, dayOf, daysInMonth, isDay, isLeapYear, isRealDay } from './day.ts'
export type { Day } from './day.ts'
export type { Division } from './division-register.ts'
export { documentNumberKey } from './document-number.ts'
export type {
  ArchiveItem,
  CatalogueRow as CatalogueRecord,
  CalendarDay,
  Evidence,
  IdType,
  ListEntry,
  Op,
  Province,
  Records,
  Rejection,
  Relationship,
  Subject,
  SubjectId,
  SubjectKind,
  UnitBasis,
  UnitCode,
} from './generated/records.ts'
export { dayIn, instantOfShanghai, shanghaiDay } from './instant.ts'
export type { Instant } from './instant.ts'
export { ITEM_CODE_SCHEMES, parseItemCode } from './item-code.ts'
export type { ItemCode, ItemCodeParts, ItemCodeScheme } from './item-code.ts'
export { listStatusOn } from './list-status.ts'
export type { ListStanding } from './list-status.ts'
export { maskIdentifier, maskPersonName } from './mask.ts'
export type { MeasureCase, MeasureLadder, MeasureMissing, MeasureStep } from './measure-ladder.ts'
export { MEASURE_LEVELS } from './measure-terms.ts'
export type { Department, Measure, MeasureLevel, MeasurePolarity, PowerCategory, PowerItem } from './measure-terms.ts'
export type { ItemFault, MeasureGap, MeasureTotality } from './measure-totality.ts'
export { normaliseName } from './names.ts'
export { NATION, provinceCodeOf, provinceName } from './national-province.ts'
export { normaliseIdentifier } from './normalise-identifier.ts'
export type { NormalisedIdentifier } from './normalise-identifier.ts'
export { checkOrgCode, orgCodeCheck } from './organisation-code.ts'
export { DAY_FORMS, parseDay } from './parse-day.ts'
export type { DayForm, ParsedDay } from './parse-day.ts'
export { PROVINCES, isProvince, provinceOf, shortOf } from './province.ts'
export type { ProvinceShort } from './province.ts'
export { STANDARD_KINDS } from './regime.ts'
export type { DocumentLevel, InstitutionDocument, Memorandum, Regime, RegimePaper, Standard } from './regime.ts'
export { checkRegNo, regNoCheck } from './registration-number.ts'
export { relationStatusOn } from './relation-status.ts'
export { checkResidentId } from './resident-id.ts'
export { residentCheck, upgradeResidentId15 } from './resident-number.ts'
export type { ArchiveStatus, ListStatus, RelationStatus, StatusClass, StatusOnDay } from './status.ts'
export { statusOn } from './status-on.ts'
export { SUBJECT_KINDS, kindOfUscc } from './subject-kind.ts'
export type { KindOfSubject } from './subject-kind.ts'
export { nameOf } from './terms.ts'
export type { Area, Category, City, CodeTerm, County, Dimension, Domain, GovernmentFunction, Indicator, Named, ProvinceTerm, Unit } from './terms.ts'
export type { TotalityFault, TotalityReport } from './totality.ts'
export type { ResolvedUnitName, UnitLevel } from './unit-name.ts'
