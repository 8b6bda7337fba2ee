import { createAuthorityFunctions } from './authority.ts'
import { type CatalogueRow, type CatalogueTables, type TableName, cell, nameKey } from './catalogue-tables.ts'
import { readArea, readCategory, readDimensions, readDomain, readFunction, readIndicator } from './catalogue-terms.ts'
import { type CheckRules, createCheckRules } from './check-rule.ts'
import { type CodeLists, createCodeLists } from './code-list.ts'
import type { Day } from './day.ts'
import { createDivisionNames } from './division-name.ts'
import { type Division, type DivisionRegister, createDivisionRegister } from './division-register.ts'
import { type DrillPaths, createDrillPaths } from './drill-path.ts'
import { type Evaluations, createEvaluations } from './evaluation.ts'
import type { Province, SubjectKind } from './generated/records.ts'
import { createLocalAreas } from './local-area.ts'
import { type MeasureLadder, createMeasureLadder } from './measure-ladder.ts'
import { type RecognitionRules, createRecognition } from './recognition.ts'
import { type Regime, createRegime } from './regime.ts'
import { type KindOfSubject, kindOfUscc } from './subject-kind.ts'
import type { Area, Category, City, County, Dimension, Domain, GovernmentFunction, Indicator, ProvinceTerm } from './terms.ts'
import { type TotalityReport, checkTotality } from './totality.ts'
import { type ResolvedUnitName, createUnitNames } from './unit-name.ts'
import { type UnitRegister, createUnitRegister } from './unit-register.ts'

/** The catalogue (数据目录) in memory: pure look-ups over its tables. What is not there is null. */
export interface Catalogue extends UnitRegister, DrillPaths, CodeLists, MeasureLadder, CheckRules, Regime, RecognitionRules, Evaluations {
  province(code: string): ProvinceTerm | null
  city(code: string): City | null
  county(code: string): County | null
  division(code: string, day?: Day): Division | null
  divisionByName(name: string, withinProvince?: string): Division | null
  localArea(code: string): Division | null
  area(code: string): Area | null
  areas(): readonly Area[]
  domain(code: string): Domain | null
  /** By its Chinese name; `polarity` where two lists of a field could bear one name. */
  domainByName(name: string, polarity?: Domain['polarity']): Domain | null
  domains(): readonly Domain[]
  indicator(code: string): Indicator | null
  indicators(): readonly Indicator[]
  indicatorsOf(kind: SubjectKind): readonly Indicator[]
  indicatorByName(kind: SubjectKind, name: string): Indicator | null
  category(code: string): Category | null
  categories(): readonly Category[]
  dimension(code: string): Dimension | null
  dimensions(): readonly Dimension[]
  functions(): readonly GovernmentFunction[]
  resolveUnitName(name: string, province: Province, day: Day): ResolvedUnitName | null
  functionOfAuthority(name: string): string | null
  /** uscc-kind-map.csv: the kind of subject by a credit code's first two characters. */
  readonly kindMap: ReadonlyMap<string, SubjectKind>
  kindOf(uscc: string): KindOfSubject | null
  totality(day: Day): TotalityReport
  /** The rows of a table as they stand in its file. */
  rows(table: TableName): readonly CatalogueRow[]
}

const byCode = <T extends { readonly code: string }>(things: readonly T[]): ReadonlyMap<string, T> => new Map(things.map(thing => [thing.code, thing]))

function divisionLookups(
  register: DivisionRegister,
  tables: CatalogueTables,
): Pick<Catalogue, 'province' | 'city' | 'county' | 'division' | 'divisionByName' | 'localArea'> {
  return {
    province: code => register.provinces.get(code) ?? null,
    city: code => register.cities.get(code) ?? null,
    county: code => register.counties.get(code) ?? null,
    division: register.division,
    divisionByName: createDivisionNames(register),
    localArea: createLocalAreas(tables, register),
  }
}

/** Makes the catalogue of its tables. Pure; the tables are trusted to be well formed (@delta/catalogue checks them). */
export function createCatalogue(tables: CatalogueTables): Catalogue {
  const register = createUnitRegister(tables)
  const paths = createDrillPaths(tables, register)
  const divisions = createDivisionRegister(tables)
  const areas = byCode(tables.areas.map(readArea))
  const domains = byCode(tables.domains.map(readDomain))
  const indicators = byCode(tables.indicators.map(readIndicator))
  const categories = byCode(tables['info-categories'].map(readCategory))
  const dimensions = byCode(readDimensions(tables['relation-dimensions']))
  const functions = tables.functions.map(readFunction)
  const kindMap = new Map(tables['uscc-kind-map'].map(row => [cell(row, 'prefix'), cell(row, 'kind') as SubjectKind]))
  const ofKind = Map.groupBy(indicators.values(), indicator => indicator.kind)
  const domainNames = Map.groupBy(domains.values(), domain => nameKey(domain.name))
  const indicatorNames = new Map([...indicators.values()].map(indicator => [`${indicator.kind}/${nameKey(indicator.name)}`, indicator]))
  return {
    ...register,
    ...paths,
    ...createCodeLists(tables),
    ...createMeasureLadder(tables, divisions, [...domains.values()]),
    ...createCheckRules(tables),
    ...createRegime(tables),
    ...createEvaluations(tables),
    ...createRecognition(tables, [...domains.values()]),
    ...divisionLookups(divisions, tables),
    area: code => areas.get(code) ?? null,
    areas: () => [...areas.values()],
    domain: code => domains.get(code) ?? null,
    domainByName: (name, polarity) => (domainNames.get(nameKey(name)) ?? []).find(domain => polarity === undefined || domain.polarity === polarity) ?? null,
    domains: () => [...domains.values()],
    indicator: code => indicators.get(code) ?? null,
    indicators: () => [...indicators.values()],
    indicatorsOf: kind => ofKind.get(kind) ?? [],
    indicatorByName: (kind, name) => indicatorNames.get(`${kind}/${nameKey(name)}`) ?? null,
    category: code => categories.get(code) ?? null,
    categories: () => [...categories.values()],
    dimension: code => dimensions.get(code) ?? null,
    dimensions: () => [...dimensions.values()],
    functions: () => functions,
    resolveUnitName: createUnitNames(tables, register),
    functionOfAuthority: createAuthorityFunctions(tables),
    kindMap,
    kindOf: uscc => kindOfUscc(uscc, kindMap),
    totality: day =>
      checkTotality(
        { paths, register, domains: [...domains.values()], indicators: [...indicators.values()], dimensions: [...dimensions.values()], functions },
        day,
      ),
    rows: table => tables[table],
  }
}
