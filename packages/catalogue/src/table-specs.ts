import type { TableName } from '@delta/model'

/** What a table must be: the columns it must have, those that identify a row, those that must not be blank, forms, and where its values must stand elsewhere. */
export interface TableSpec {
  readonly key: readonly string[]
  /** Columns that must be there and not be blank, beside the key. */
  readonly required: readonly string[]
  /** Columns that must be there and may be blank; in the key they may be blank as well. */
  readonly optional?: readonly string[]
  readonly forms?: Readonly<Record<string, RegExp>>
  /** Column → table and column that must hold its value (blank refers to nothing). `separator` splits several values. */
  readonly refers?: Readonly<Record<string, { readonly to: readonly (readonly [TableName, string])[]; readonly separator?: string }>>
}

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DIVISION = /^[1-9]\d{5}$/
const PREFIX = /^[1-8]\d$/
const LEVEL = /^(NATIONAL|REGIONAL|PROVINCE|CITY)$/
const DIVISIONS: readonly (readonly [TableName, string])[] = [
  ['provinces', 'code'],
  ['cities', 'code'],
  ['counties', 'code'],
]
const to = (table: TableName, column: string, separator?: string): { to: readonly (readonly [TableName, string])[]; separator?: string } => ({
  to: [[table, column]],
  ...(separator === undefined ? {} : { separator }),
})
const PROVINCE = { province: to('provinces', 'prefix') }
const UNIT = { unit: to('units', 'unit') }
const CITY = { city_override: to('cities', 'code') }

/** Every table of schema/catalogue. */
export const TABLES: Readonly<Record<TableName, TableSpec>> = {
  provinces: { key: ['prefix'], required: ['code', 'name', 'abbr', 'alpha', 'name_en', 'source'], forms: { prefix: PREFIX, code: DIVISION } },
  cities: { key: ['code'], required: ['name', 'province', 'source'], forms: { code: DIVISION }, refers: PROVINCE },
  counties: { key: ['code'], required: ['name', 'city', 'province', 'source'], forms: { code: DIVISION }, refers: { ...PROVINCE, city: to('cities', 'code') } },
  'divisions-retired': {
    key: ['code'],
    required: ['name', 'successor', 'until', 'source'],
    forms: { code: DIVISION, until: DAY },
    refers: { successor: { to: DIVISIONS } },
  },
  'js-local-area-codes': {
    key: ['local_area'],
    required: ['division', 'source'],
    forms: { local_area: /^0\d{2,3}$/ },
    refers: { division: to('cities', 'code') },
  },
  functions: { key: ['function'], required: ['name', 'source'] },
  units: {
    key: ['unit'],
    required: ['name', 'function', 'provinces', 'source'],
    optional: ['uscc', 'name_from', 'valid_from', 'valid_to', 'successor'],
    forms: { unit: /^[A-Z]{2,3}-[A-Z]{2,8}$/, name_from: DAY, valid_from: DAY, valid_to: DAY },
    refers: { function: to('functions', 'function'), provinces: to('provinces', 'prefix', '|'), successor: to('units', 'unit') },
  },
  'unit-alias': { key: ['name'], required: ['province', 'division', 'unit', 'source'], refers: { ...PROVINCE, ...UNIT, division: { to: DIVISIONS } } },
  'unit-history': {
    key: ['name', 'unit'],
    required: ['valid_to', 'source'],
    optional: ['valid_from'],
    forms: { valid_from: DAY, valid_to: DAY },
    refers: UNIT,
  },
  'authority-suffixes': { key: ['suffix'], required: ['function', 'source'], refers: { function: to('functions', 'function') } },
  competence: {
    key: ['function', 'province', 'city_override'],
    required: ['unit', 'source'],
    optional: ['city_override'],
    refers: { function: to('functions', 'function'), ...PROVINCE, ...UNIT, ...CITY },
  },
  areas: { key: ['code'], required: ['name', 'name_en', 'source'] },
  domains: {
    key: ['domain'],
    required: ['polarity', 'name', 'name_en', 'function', 'in_2019', 'now', 'area', 'source', 'serious'],
    optional: ['regional_lead_province'],
    forms: { domain: /^[BRW]\d{2}$/, polarity: /^(black|red|watch)$/, in_2019: /^[01]$/, now: /^[01]$/, serious: /^[01]$/ },
    refers: { function: to('functions', 'function'), area: to('areas', 'code'), regional_lead_province: to('provinces', 'prefix') },
  },
  'domain-unit': {
    key: ['domain', 'province', 'city_override'],
    required: ['unit', 'source'],
    optional: ['city_override'],
    refers: { domain: to('domains', 'domain'), ...PROVINCE, ...UNIT, ...CITY },
  },
  'info-categories': { key: ['category'], required: ['name', 'name_en', 'source'] },
  indicators: {
    key: ['indicator'],
    required: ['subject_kind', 'category', 'name', 'value_type', 'polarity', 'function', 'source'],
    forms: { indicator: /^(ENT|NAT|SOC|INS|GOV)-[A-Z]{3}-\d{3}$/, subject_kind: /^(ENT|NAT|SOC|INS|GOV)$/, polarity: /^[ANP]$/ },
    refers: { category: to('info-categories', 'category'), function: to('functions', 'function') },
  },
  'indicator-unit': {
    key: ['indicator', 'province', 'city_override'],
    required: ['unit', 'source'],
    optional: ['city_override'],
    refers: { indicator: to('indicators', 'indicator'), ...PROVINCE, ...UNIT, ...CITY },
  },
  'relation-dimensions': {
    key: ['dimension', 'party_kind'],
    required: ['name', 'name_en', 'unit_function', 'source'],
    forms: { dimension: /^(INVESTOR|LEGAL_REP|SUPPLY_CHAIN|EXECUTIVE)$/, party_kind: /^(NAT|ORG)$/ },
    refers: { unit_function: to('functions', 'function') },
  },
  'code-lists': { key: ['list', 'code'], required: ['name', 'source'] },
  'uscc-kind-map': { key: ['prefix'], required: ['kind', 'source'], optional: ['note'], forms: { prefix: /^[0-9A-Z]{2}$/, kind: /^(ENT|SOC|INS|GOV)$/ } },
  'uscc-authorities': { key: ['first_char'], required: ['authority', 'second_char', 'source'] },
  'power-categories': { key: ['code'], required: ['number', 'name', 'name_en', 'source'] },
  measures: {
    key: ['measure'],
    required: ['polarity', 'name', 'power_category', 'function', 'domains', 'source'],
    forms: { polarity: /^(punish|incentive)$/ },
    refers: { power_category: to('power-categories', 'code'), function: to('functions', 'function') },
  },
  'power-items': {
    key: ['item_code'],
    required: ['measure', 'polarity', 'province', 'power_category', 'level', 'division', 'basic_code', 'department', 'source'],
    forms: { polarity: /^(punish|incentive)$/, level: /^[123]$/ },
    refers: { measure: to('measures', 'measure'), ...PROVINCE, power_category: to('power-categories', 'code'), division: { to: DIVISIONS } },
  },
  'volume-guards': {
    key: ['province', 'dataset'],
    required: ['least', 'max_drop', 'max_rise', 'source'],
    forms: { least: /^\d+$/, max_drop: /^(0(\.\d+)?|1)$/, max_rise: /^\d+(\.\d+)?$/ },
    refers: { ...PROVINCE },
  },
  'quality-terms': { key: ['term'], required: ['workdays', 'source'], forms: { term: /^(DOUBLE_PUBLIC|CONFLICT)$/, workdays: /^[1-9]\d?$/ } },
  'identity-terms': { key: ['term'], required: ['value', 'source'], forms: { term: /^(LEAST_DIFFERENCE|STANDING|UNIQUE_NAMES)$/ } },
  'quality-fields': { key: ['shape', 'member'], required: ['source'], forms: { shape: /^(licence|penalty)$/, member: /^[a-zA-Z]+$/ } },
  'check-rules': {
    key: ['measure', 'power_category', 'valid_from'],
    required: ['effect', 'legal_basis', 'source'],
    optional: ['article', 'valid_from', 'valid_to'],
    forms: { effect: /^(STOP|NOTE|FAVOUR)$/, article: /^[1-9]\d*$/, valid_from: DAY, valid_to: DAY },
    refers: { measure: to('measures', 'measure'), power_category: to('power-categories', 'code') },
  },
  'change-basis': {
    key: ['op', 'valid_from'],
    required: ['legal_basis', 'source'],
    optional: ['valid_from', 'valid_to'],
    forms: { op: /^(listed|updated|delisted|repaired|corrected|withdrawn)$/, valid_from: DAY, valid_to: DAY },
  },
  initiators: {
    key: ['domain'],
    required: ['lead_province', 'lead_name', 'source'],
    refers: { domain: to('domains', 'domain'), lead_province: to('provinces', 'prefix') },
  },
  memoranda: {
    key: ['memorandum'],
    required: ['title', 'level', 'domains', 'source'],
    optional: ['doc_no', 'initiator', 'valid_from', 'valid_to'],
    forms: { level: LEVEL, valid_from: DAY, valid_to: DAY },
    refers: { domains: to('domains', 'domain', '|') },
  },
  institutions: {
    key: ['document'],
    required: ['title', 'level', 'source'],
    optional: ['doc_no', 'province', 'domains', 'valid_from', 'valid_to'],
    forms: { level: LEVEL, valid_from: DAY, valid_to: DAY },
    refers: { ...PROVINCE, domains: to('domains', 'domain', '|') },
  },
  standards: {
    key: ['standard'],
    required: ['kind', 'title', 'function', 'source'],
    forms: { kind: /^(CATALOGUE|QUALITY|INTERFACE)$/ },
    refers: { function: to('functions', 'function') },
  },
  'evaluation-models': {
    key: ['model'],
    required: ['province', 'name', 'kinds', 'grades', 'source'],
    optional: ['valid_from', 'valid_to'],
    forms: { kinds: /^[A-Z|]+$/, grades: /^[A-Z][A-Z0-9|+-]*$/, valid_from: DAY, valid_to: DAY },
    refers: PROVINCE,
  },
  'grade-recognition': {
    key: ['from_model', 'from_grade', 'to_model', 'valid_from'],
    required: ['to_grade', 'source'],
    optional: ['valid_from', 'valid_to'],
    forms: { valid_from: DAY, valid_to: DAY },
    refers: { from_model: to('evaluation-models', 'model'), to_model: to('evaluation-models', 'model') },
  },
  recognition: {
    key: ['domains', 'from', 'to', 'valid_from'],
    required: ['effect', 'source'],
    optional: ['domains', 'valid_from', 'valid_to', 'memorandum'],
    forms: { effect: /^(BINDS|NOTED|NONE)$/, valid_from: DAY, valid_to: DAY },
    refers: {
      domains: to('domains', 'domain', '|'),
      from: to('provinces', 'prefix', '|'),
      to: to('provinces', 'prefix', '|'),
      memorandum: to('memoranda', 'memorandum'),
    },
  },
  holidays: {
    key: ['date'],
    required: ['type', 'source'],
    optional: ['festival'],
    forms: { date: DAY, type: /^(HOLIDAY|HOLIDAY_ON_WEEKEND|MAKEUP_WORKDAY)$/ },
  },
  'vertical-systems': { key: ['function'], required: ['source'], refers: { function: to('functions', 'function') } },
  'double-public-fields': { key: ['dataset', 'code'], required: ['name', 'type', 'source'], optional: ['length', 'required'] },
}
