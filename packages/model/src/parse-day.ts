import type { Warning } from './codes.ts'
import { type Day, addDays, dayOf, isRealDay } from './day.ts'

/** A way in which sources write days. ZERO: 0 or zeros for none. OPEN: no end. EXCEL: serial 20000–60000 of the 1900 system. FULLWIDTH: full-width digits and signs in any other form. */
export type DayForm = 'COMPACT' | 'ISO' | 'SLASH' | 'CHINESE' | 'EXCEL' | 'FULLWIDTH' | 'ZERO' | 'OPEN'

/** Every way in which the four provinces write days. */
export const DAY_FORMS: readonly DayForm[] = ['COMPACT', 'ISO', 'SLASH', 'CHINESE', 'EXCEL', 'FULLWIDTH', 'ZERO', 'OPEN']

/** A day as written: `day` null and `open` false means none is stated; `open` true means that there is no end (a decision day can't be open: the caller refuses it). */
export type ParsedDay =
  | { readonly ok: true; readonly day: Day | null; readonly open: boolean; readonly warnings: readonly Warning[] }
  | { readonly ok: false; readonly code: 'E_DATE_INVALID' }

const PATTERNS: readonly (readonly [DayForm, RegExp])[] = [
  ['COMPACT', /^(\d{4})(\d{2})(\d{2})$/],
  ['ISO', /^(\d{4})-(\d{1,2})-(\d{1,2})$/],
  ['SLASH', /^(\d{4})\/(\d{1,2})\/(\d{1,2})$/],
  ['CHINESE', /^(\d{4})年(\d{1,2})月(\d{1,2})日$/],
]
const ZEROS = /^(0|0{8}|0{4}([-/])0{1,2}\2(?:0{1,2}))$/
const OPEN_WORDS = new Set(['长期', '永久'])
const OPEN_DAYS = new Set(['9999-12-31', '2099-12-31'])
const EXCEL_EPOCH = '1899-12-30'
const INVALID: ParsedDay = { ok: false, code: 'E_DATE_INVALID' }

const stated = (day: Day | null, open: boolean, warnings: readonly Warning[]): ParsedDay => ({ ok: true, day, open, warnings })

function readDay(text: string, forms: readonly DayForm[]): Day | null {
  for (const [form, pattern] of PATTERNS) {
    const found = forms.includes(form) ? pattern.exec(text) : null
    if (!found) continue
    const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
    return isRealDay(year, month, day) ? dayOf(year, month, day) : null
  }
  return null
}

/** Reads a day in one of the given forms; blank is none; anything else, and every day that is not on the calendar, is E_DATE_INVALID. 20991231 and 99991231 are open ends in every form that OPEN goes with. */
export function parseDay(text: string, forms: readonly DayForm[] = DAY_FORMS): ParsedDay {
  const wide = forms.includes('FULLWIDTH') && /[\uFF01-\uFF5E\u3000]/u.test(text)
  const plain = (wide ? text.normalize('NFKC') : text).replace(/\s/gu, '')
  const warnings: Warning[] = wide ? ['W_FULLWIDTH'] : []
  if (plain === '') return stated(null, false, warnings)
  if (forms.includes('ZERO') && ZEROS.test(plain)) return stated(null, false, warnings)
  if (forms.includes('OPEN') && OPEN_WORDS.has(plain)) return stated(null, true, warnings)
  if (forms.includes('EXCEL') && /^\d{5}$/.test(plain)) {
    const serial = Number(plain)
    return serial >= 20000 && serial <= 60000 ? stated(addDays(EXCEL_EPOCH, serial), false, [...warnings, 'W_EXCEL_SERIAL']) : INVALID
  }
  const day = readDay(plain, forms)
  if (day === null) return INVALID
  return forms.includes('OPEN') && OPEN_DAYS.has(day) ? stated(null, true, warnings) : stated(day, false, warnings)
}
