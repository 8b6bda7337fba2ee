import type { Catalogue, SubjectKind } from '@delta/model'
import { type Cell, cell } from './cell.ts'
import { domainCode, domainName, domainNumber, domainOfResource, type DomainRule } from './domain.ts'
import { indicatorBlock, indicatorLetters, indicatorNumber, type IndicatorRule } from './indicator.ts'
import { coded } from './code-table.ts'
import type { Rule } from './rule.ts'

const UNKNOWN = { error: 'E_CODE_UNKNOWN' } as const
const GROUPS = ['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO']

const codeOfDomain = (rule: DomainRule, column: string): Rule<string> => ({ columns: [column], read: reading => rule.find(reading).domain?.code ?? null })
const codeOfIndicator = (rule: IndicatorRule, column: string): Rule<string> => ({
  columns: [column],
  read: reading => rule.find(reading, null).indicator?.code ?? null,
})

/** The domain's own code (`B05`). */
export const toldDomain = (member: string): Cell =>
  cell<string>(
    member,
    'char(3)',
    (code, catalogue) => (catalogue.domain(code) === null ? UNKNOWN : code),
    column => codeOfDomain(domainCode(column), column),
  )

/** The domain's two digits behind a prefix; another column codes the polarity. */
export const toldDomainNumber = (
  member: string,
  prefix: string,
  polarityColumn: string,
  polarities: Readonly<Record<string, 'RED' | 'BLACK' | 'WATCH'>>,
): Cell =>
  cell<string>(
    member,
    'varchar(20)',
    (code, catalogue) => (catalogue.domain(code) === null ? UNKNOWN : prefix + code.slice(1)),
    column => codeOfDomain(domainNumber(column, prefix, polarityColumn, polarities), column),
  )

/** The domain's two digits in a message whose column `resourceColumn` names a resource of one polarity (`HMD`, `HONGMD`, `GZMD`). */
export const toldDomainOfResource = (member: string, resourceColumn: string, resources: Readonly<Record<string, 'RED' | 'BLACK' | 'WATCH'>>): Cell =>
  cell<string>(
    member,
    'char(2)',
    (code, catalogue) => (catalogue.domain(code) === null ? UNKNOWN : code.slice(1)),
    column => ({
      columns: [column, resourceColumn],
      read: reading => {
        const polarity = coded(resourceColumn, resources).read(reading)
        return polarity === null ? null : codeOfDomain(domainOfResource(column, resourceColumn, polarity), column).read(reading)
      },
    }),
  )

/** The domain's Chinese name; another column names the polarity, since lists of two colours may bear one name. */
export const toldDomainName = (member: string, polarityColumn: string, polarities: Readonly<Record<string, 'RED' | 'BLACK' | 'WATCH'>>): Cell =>
  cell<string>(
    member,
    'text',
    (code, catalogue) => {
      const domain = catalogue.domain(code)
      return domain !== null && catalogue.domainByName(domain.name, domain.polarity)?.code === code ? domain.name : UNKNOWN
    },
    column => ({
      columns: [column, polarityColumn],
      read: reading => {
        const polarity = coded(polarityColumn, polarities).read(reading)
        return polarity === null ? null : codeOfDomain(domainName(column, polarity, polarityColumn, polarities), column).read(reading)
      },
    }),
  )

const known = (catalogue: Catalogue, code: string): { readonly kind: string; readonly group: number; readonly number: string } | null => {
  if (catalogue.indicator(code) === null) return null
  const [kind = '', group = '', number = ''] = code.split('-')
  return { kind, group: GROUPS.indexOf(group) + 1, number }
}

/** The indicator's code without hyphens, in lower case (`entops001`). */
export const toldIndicatorLetters = (member: string): Cell =>
  cell<string>(
    member,
    'varchar(20)',
    (code, catalogue) => (known(catalogue, code) === null ? UNKNOWN : code.replaceAll('-', '').toLowerCase()),
    column => codeOfIndicator(indicatorLetters(column), column),
  )

/** The indicator as a number: kind · 10000 + group · 100 + number; `kinds` in the order of their digits. */
export const toldIndicatorNumber = (member: string, kinds: readonly SubjectKind[]): Cell =>
  cell<string>(
    member,
    'int',
    (code, catalogue) => {
      const found = known(catalogue, code)
      return found === null ? UNKNOWN : String((kinds.indexOf(found.kind as SubjectKind) + 1) * 10_000 + found.group * 100 + Number(found.number))
    },
    column => codeOfIndicator(indicatorNumber(column, kinds), column),
  )

/** The indicator as a cell block (`QY0502001`). */
export const toldIndicatorBlock = (member: string, kinds: Readonly<Record<string, SubjectKind>>): Cell =>
  cell<string>(
    member,
    'varchar(20)',
    (code, catalogue) => {
      const found = known(catalogue, code)
      const letters = Object.keys(kinds).find(key => kinds[key] === found?.kind)
      return found === null || letters === undefined ? UNKNOWN : `${letters}05${String(found.group).padStart(2, '0')}${found.number}`
    },
    column => codeOfIndicator(indicatorBlock(column, kinds), column),
  )

/** The indicator's Chinese name among those of the subject's kind, which another column names. */
export const toldIndicatorName = (member: string, kindColumn: string, kinds: Readonly<Record<string, SubjectKind>>): Cell =>
  cell<string>(
    member,
    'text',
    (code, catalogue) => {
      const indicator = catalogue.indicator(code)
      return indicator !== null && catalogue.indicatorByName(indicator.kind, indicator.name)?.code === code ? indicator.name : UNKNOWN
    },
    column => ({
      columns: [column, kindColumn],
      read: reading => {
        const kind = coded(kindColumn, kinds).read(reading)
        const name = reading.text(column)
        return kind === null || name === null ? null : (reading.catalogue.indicatorByName(kind, name)?.code ?? null)
      },
    }),
  )

const LOOKS = {
  unit: (catalogue: Catalogue, code: string) => catalogue.unit(code)?.name,
  province: (catalogue: Catalogue, code: string) => catalogue.province(code)?.name,
  division: (catalogue: Catalogue, code: string) => catalogue.division(code)?.name,
  indicator: (catalogue: Catalogue, code: string) => catalogue.indicator(code)?.name,
  domain: (catalogue: Catalogue, code: string) => catalogue.domain(code)?.name,
} as const

/** What a code of another column is called, for people. */
export const nameOf = (member: string, kind: keyof typeof LOOKS): Cell =>
  cell<string>(member, 'text', (code, catalogue) => LOOKS[kind](catalogue, code) ?? null, null)
