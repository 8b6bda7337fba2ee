import { Converter } from 'opencc-js/t2cn'
import { pinyin } from 'pinyin-pro'

/** The forms of an organisation's name that a search compares. */
export interface NameForms {
  /** Full and half width made equal (NFKC), upper case, without spaces and punctuation. */
  readonly norm: string
  /** `norm` in simplified characters. */
  readonly simplified: string
  /** First letters of the pinyin of `simplified`; letters and digits stand for themselves. */
  readonly initials: string
}

const toSimplified = Converter({ from: 't', to: 'cn' })
const known = new Map<string, NameForms>()
const MOST_KNOWN = 20_000

/** The search forms of a name. A query is brought into the same forms and compared with their beginnings. */
export function nameForms(name: string): NameForms {
  const before = known.get(name)
  if (before) return before
  const norm = name
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\p{P}\p{S}\p{Z}\p{C}]/gu, '')
  const simplified = toSimplified(norm)
  const initials = pinyin(simplified, { pattern: 'first', toneType: 'none', type: 'array', nonZh: 'consecutive', surname: 'off' }).join('').toUpperCase()
  const forms = { norm, simplified, initials }
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(name, forms)
  return forms
}
