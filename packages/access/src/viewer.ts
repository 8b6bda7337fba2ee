import { type Agreement, agreementFor, type Product, type Purpose, PURPOSES } from './agreement.ts'
import { isPerson } from './mask.ts'
import { Refusal } from './refusal.ts'
import type { Principal } from './token.ts'

/** Who asks, under which agreement, and for what: everything an answer may depend on besides the question. */
export interface Viewer {
  readonly principal: Principal
  readonly agreement: Agreement
  readonly purpose: Purpose
  /** `Delta-Case`, free text up to 64 characters, or null. */
  readonly case: string | null
}

/** Request headers by lower-case name. */
export type HeaderReader = (name: string) => string | null | undefined

/** What admits callers. */
export interface GateParts {
  readonly verify: (authorization: string | null | undefined) => Promise<Principal>
  /** The agreements as they are now. */
  readonly agreements: () => readonly Agreement[]
  /** Today in Asia/Shanghai. */
  readonly today: () => string
}

/** Tells who calls, then whether the call may be made at all. */
export interface Gate {
  identify(header: HeaderReader): Promise<Principal>
  admit(principal: Principal, header: HeaderReader): Viewer
}

const LONGEST_CASE = 64

const WORD = /^=\?utf-8\?b\?([A-Za-z0-9+/=]*)\?=$/i

const utf8 = (bytes: Buffer): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

/** Header values arrive as latin1; text in UTF-8 is read as such, and so is an encoded word (RFC 2047), which survives every HTTP library. */
const decoded = (text: string): string => {
  const word = WORD.exec(text)?.[1]
  return (word === undefined ? utf8(Buffer.from(text, 'latin1')) : utf8(Buffer.from(word, 'base64'))) ?? text
}

const caseOf = (text: string | null | undefined): string | null => {
  if (!text) return null
  const value = decoded(text).trim()
  if ([...value].length > LONGEST_CASE) throw new Refusal('CASE_REQUIRED', `Delta-Case is at most ${LONGEST_CASE} characters.`)
  return value === '' ? null : value
}

/** A case as a header value of ASCII alone. */
export const writeCase = (text: string): string => {
  const value = decoded(text)
  return /^[\x20-\x7e]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

/** Makes the gate: `identify` needs only a token, `admit` also a purpose that an agreement in force allows. */
export function createGate({ verify, agreements, today }: GateParts): Gate {
  return {
    identify: header => verify(header('authorization')),
    admit: (principal, header) => {
      const agreement = agreementFor(agreements(), principal.role, today())
      if (!agreement) throw new Refusal('NOT_AGREED', 'No agreement in force for this role.')
      const purpose = header('delta-purpose')
      if (!purpose) throw new Refusal('PURPOSE_REQUIRED', `Every call carries its purpose: Delta-Purpose: ${PURPOSES.join(' | ')}.`)
      if (!agreement.purposes.includes(purpose as Purpose)) {
        throw new Refusal('PURPOSE_NOT_ALLOWED', `The agreement ${agreement.id} allows ${agreement.purposes.join(', ')}.`)
      }
      return { principal, agreement, purpose: purpose as Purpose, case: caseOf(header('delta-case')) }
    },
  }
}

/** Refuses a product that the viewer's agreement does not hold. */
export function requireProduct(viewer: Viewer, product: Product): void {
  if (!viewer.agreement.products.includes(product))
    throw new Refusal('NOT_AGREED', `The agreement ${viewer.agreement.id} does not hold the product ${product}.`)
}

/** The provinces that may be shown: those asked for, each of which must be agreed, or else all agreed ones. */
export function agreedProvinces(viewer: Viewer, asked: readonly string[] | null | undefined): readonly string[] {
  if (asked?.some(code => !viewer.agreement.provinces.includes(code)))
    throw new Refusal('NOT_AGREED', `The agreement ${viewer.agreement.id} holds the provinces ${viewer.agreement.provinces.join(', ')}.`)
  return asked ?? viewer.agreement.provinces
}

/** The domains that may be shown out of `all`: those asked for, each of which must be agreed, or else all agreed ones. */
export function agreedDomains(viewer: Viewer, asked: readonly string[] | null | undefined, all: readonly string[]): readonly string[] {
  const { id, domains } = viewer.agreement
  const agreed = domains === '*' ? all : all.filter(code => domains.includes(code))
  if (asked?.some(code => all.includes(code) && !agreed.includes(code)))
    throw new Refusal('NOT_AGREED', `The agreement ${id} does not hold every domain asked for.`)
  return asked ? agreed.filter(code => asked.includes(code)) : agreed
}

/** Refuses a look at a person without the case that it is for. */
export function requireCase(viewer: Viewer, subjectId: string): void {
  if (isPerson(subjectId) && !viewer.case)
    throw new Refusal('CASE_REQUIRED', `Looking at a person needs the case it is for: Delta-Case, up to ${LONGEST_CASE} characters.`)
}

/** Refuses who has looked at a subject to all but the subject itself and the operator. */
export function requireAccesses({ agreement, principal }: Viewer): void {
  if (principal.role.kind !== 'operator' && agreement.subjects !== 'own')
    throw new Refusal('NOT_AGREED', 'Who has looked at a subject is told to the subject itself and to the operator.')
}

/** Refuses what is not about the viewer's own subject, where the agreement holds only that. `null` stands for anything wider than one subject. */
export function requireSubject(viewer: Viewer, subjectId: string | null): void {
  const { agreement, principal } = viewer
  if (agreement.subjects === 'own' && subjectId !== principal.role.scope)
    throw new Refusal('NOT_AGREED', `The agreement ${agreement.id} holds only the subject itself.`)
}
