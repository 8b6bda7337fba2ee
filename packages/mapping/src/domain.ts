import type { Domain } from '@delta/model'
import { plainForm } from './blank.ts'
import { coded } from './code-table.ts'
import type { Reading } from './reading.ts'
import { required } from './rule.ts'

/** A list domain as found: its part of the record's key, also where it is unknown. */
interface FoundDomain {
  readonly key: string
  readonly domain: Domain | null
}

/** How a list row names its domain (领域). */
export interface DomainRule {
  readonly columns: readonly string[]
  readonly find: (reading: Reading) => FoundDomain
}

/** A domain's first letter, by its polarity. */
const LETTERS = { RED: 'R', BLACK: 'B', WATCH: 'W' } as const
type Polarity = keyof typeof LETTERS

const rule = (
  columns: readonly [string, ...string[]],
  codeOf: (reading: Reading, text: string) => { readonly code: string | null; readonly key: string },
): DomainRule => ({
  columns,
  find: reading => {
    const [column] = columns
    const text = reading.text(column)
    if (text === null) return { key: reading.ownKey(column), domain: reading.fail('required', 'E_REQUIRED', column) }
    const { code, key } = codeOf(reading, plainForm(text))
    const domain = code === null ? null : reading.catalogue.domain(code)
    return { key: code ?? key, domain: domain ?? reading.fail('code', 'E_CODE_UNKNOWN', column) }
  },
})

/** Always this domain. */
export const fixedDomain = (code: string): DomainRule => ({ columns: [], find: reading => ({ key: code, domain: reading.catalogue.domain(code) }) })

/** The domain's own code (`B05`). */
export const domainCode = (column: string): DomainRule => rule([column], (_reading, text) => ({ code: /^[BRW]\d\d$/.test(text) ? text : null, key: text }))

/** A word that stands for one domain (失信企业). */
export const domainWord = (column: string, table: Readonly<Record<string, string>>): DomainRule =>
  rule([column], (_reading, text) => ({ code: table[text] ?? null, key: text }))

/** The domain's two digits behind a prefix of the source's own; its polarity is coded in another column (`SH-LY-05` with 2: B05). */
export const domainNumber = (column: string, prefix: string, polarityColumn: string, polarities: Readonly<Record<string, Polarity>>): DomainRule => {
  const polarityRule = required(coded(polarityColumn, polarities))
  return rule([column, polarityColumn], (reading, text) => {
    const polarity = polarityRule.read(reading)
    const number = text.startsWith(prefix) ? text.slice(prefix.length) : ''
    const colour = reading.text(polarityColumn)
    const key = colour === null ? reading.ownKey(polarityColumn) : `${plainForm(colour)}/${text}`
    return { code: polarity !== null && /^\d\d$/.test(number) ? LETTERS[polarity] + number : null, key }
  })
}

/** The domain's two digits in a message whose resource has one polarity; a resource that names a domain itself (`HMD_B01`) must name the same. */
export const domainOfResource = (column: string, resourceColumn: string, polarity: Polarity): DomainRule =>
  rule([column, resourceColumn], (reading, text) => {
    const code = /^\d\d$/.test(text) ? LETTERS[polarity] + text : null
    const named = /_([BRW]\d\d)$/.exec(reading.text(resourceColumn) ?? '')?.[1]
    if (named !== undefined && named !== code) reading.fail('code', 'E_CODE_UNKNOWN', column)
    return { code, key: LETTERS[polarity] + text }
  })

/** The domain's Chinese name among those of one polarity; another column, where it is filled, must name that polarity. */
export const domainName = (column: string, polarity: Polarity, polarityColumn: string, polarities: Readonly<Record<string, Polarity>>): DomainRule =>
  rule([column, polarityColumn], (reading, text) => {
    const kind = reading.text(polarityColumn)
    if (kind !== null && polarities[plainForm(kind)] !== polarity) reading.fail('code', 'E_CODE_UNKNOWN', polarityColumn)
    return { code: reading.catalogue.domainByName(text, polarity)?.code ?? null, key: text }
  })
