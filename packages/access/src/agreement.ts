import { readFileSync, statSync } from 'node:fs'
import { PROVINCES } from '@delta/model'
import type { Role } from './role.ts'

/** Purposes a call may be made for (promises §5). */
export const PURPOSES = ['analysis', 'approval', 'supervision', 'exchange', 'subject-request'] as const

/** Purpose of a call, as `Delta-Purpose` writes it. */
export type Purpose = (typeof PURPOSES)[number]

/** The three products of the region. */
export type Product = 'ARCHIVE' | 'RELATIONSHIP' | 'LIST'

/** What one kind of partner may see, for what, and how long: a row of schema/agreements.json. `*` stands for all there are. */
export interface Agreement {
  readonly id: string
  /** A role, or a role kind followed by `:*`. */
  readonly role: string
  readonly products: readonly Product[]
  readonly domains: readonly string[] | '*'
  readonly provinces: readonly string[]
  readonly purposes: readonly Purpose[]
  /** `clear` shows the name of a person that is looked at with evidence; everywhere else names of persons are masked. */
  readonly personFields: 'masked' | 'clear'
  /** `own`: only the subject that the role names. */
  readonly subjects: 'all' | 'own'
  /** First and last day in force, in Asia/Shanghai. */
  readonly validFrom: string
  readonly validTo: string | null
}

const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(item => typeof item === 'string')
const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)

/** In the file: all provinces that take part. */
const EVERY = '*'

type Row = Partial<Omit<Agreement, 'provinces'>> & { readonly provinces?: readonly string[] | typeof EVERY }

const complaint = (row: Row): string | null => {
  if (typeof row.id !== 'string' || typeof row.role !== 'string') return 'id and role'
  if (!isTexts(row.products) || !row.products.every(item => ['ARCHIVE', 'RELATIONSHIP', 'LIST'].includes(item))) return 'products'
  if (row.domains !== '*' && !isTexts(row.domains)) return 'domains'
  if (row.provinces !== EVERY && !isTexts(row.provinces)) return 'provinces'
  if (!isTexts(row.purposes) || !row.purposes.every(item => PURPOSES.includes(item as Purpose))) return 'purposes'
  if (row.personFields !== 'masked' && row.personFields !== 'clear') return 'personFields'
  if (row.subjects !== 'all' && row.subjects !== 'own') return 'subjects'
  if (!isDay(row.validFrom) || !(row.validTo === null || isDay(row.validTo))) return 'validFrom and validTo'
  return null
}

/** Reads agreements from their file. Throws naming the first row that is not one: a half-read agreement must not let anybody in. */
export function readAgreements(file: string): Agreement[] {
  const rows = (JSON.parse(readFileSync(file, 'utf8')) as { agreements: Row[] }).agreements
  for (const [index, row] of rows.entries()) {
    const wrong = complaint(row)
    if (wrong) throw new Error(`agreement ${row.id ?? index}: ${wrong} missing or wrong`)
  }
  return rows.map(row => ({ ...row, provinces: row.provinces === EVERY ? PROVINCES : row.provinces }) as Agreement)
}

const LOOK_AGAIN_MS = 500

/** The agreements of a file as they are now: a changed file counts within half a second. While it cannot be read whole, those read last stay; the first reading throws. */
export function agreementsIn(file: string, now: () => Date): () => readonly Agreement[] {
  let read = { at: now().getTime(), changed: statSync(file).mtimeMs, rows: readAgreements(file) }
  return () => {
    const at = now().getTime()
    if (Math.abs(at - read.at) < LOOK_AGAIN_MS) return read.rows
    read = { ...read, at }
    try {
      const changed = statSync(file).mtimeMs
      if (changed !== read.changed) read = { at, changed, rows: readAgreements(file) }
    } catch {
      // The file is being written, or wrong: the next look reads it again.
    }
    return read.rows
  }
}

/** The agreement that holds for a role on a day: an exact role goes before a pattern. Null means none, which means no. */
export function agreementFor(agreements: readonly Agreement[], role: Role, day: string): Agreement | null {
  const inForce = agreements.filter(row => row.validFrom <= day && (row.validTo === null || day <= row.validTo))
  return inForce.find(row => row.role === role.text) ?? inForce.find(row => row.role === `${role.kind}:*`) ?? null
}
