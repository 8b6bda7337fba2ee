/** A power item's code as its list writes it: opaque text, the scheme whose form it has, and the parts that the scheme tells apart. */
export interface ItemCode {
  readonly text: string
  /** Null for a code of no scheme known here: it stays text. */
  readonly scheme: ItemCodeScheme | null
  readonly parts: ItemCodeParts
}

/** The parts of an item code; null where its scheme has no such part. */
export interface ItemCodeParts {
  /** The power category, in the scheme's own letters or digits. */
  readonly category: string | null
  readonly main: string | null
  /** The sub-item, null for none (000). */
  readonly sub: string | null
  /** The level of the power (事权层级): 1 nation, 2 province, 3 city, 4 county. */
  readonly authority: string | null
  readonly division: string | null
  readonly organisation: string | null
  readonly serial: string | null
}

/** The schemes that are told apart. */
export const ITEM_CODE_SCHEMES = ['DELTA_28', 'DB52_T_1264_BASIC', 'HUBEI_16', 'ZHEJIANG'] as const

/** The id of a scheme of item codes. */
export type ItemCodeScheme = (typeof ITEM_CODE_SCHEMES)[number]

/** No code has the form of two schemes. DB52/T 1264—2018: 2 letters, 5 digits, 3 digits; DELTA_28 adds level, division, organisation code and serial number; HUBEI_16 is that province's draft; Zhejiang shows 许可-00101-000. */
const FORMS: Readonly<Record<ItemCodeScheme, RegExp>> = {
  DELTA_28: /^(?<category>[A-Z]{2})(?<main>\d{5})(?<sub>\d{3})(?<authority>[1-4])(?<division>[1-9]\d{5})(?<organisation>[0-9A-Z]{9})(?<serial>\d{2})$/,
  DB52_T_1264_BASIC: /^(?<category>[A-Z]{2})(?<main>\d{5})(?<sub>\d{3})$/,
  HUBEI_16: /^(?<division>[1-9]\d{5})(?<organisation>\d{3})(?<category>\d{2})(?<main>\d{3})(?<sub>\d{2})$/,
  ZHEJIANG: /^(?<category>\p{Script=Han}{2,4})-(?<main>\d{5})-(?<sub>\d{3})$/u,
}

/** Reads an item code: its text is kept as it is, its parts where a scheme's form fits. */
export function parseItemCode(text: string): ItemCode {
  const scheme = ITEM_CODE_SCHEMES.find(name => FORMS[name].test(text)) ?? null
  const found = (scheme && FORMS[scheme].exec(text)?.groups) ?? {}
  const part = (name: keyof ItemCodeParts): string | null => found[name] ?? null
  const sub = part('sub')
  return {
    text,
    scheme,
    parts: {
      category: part('category'),
      main: part('main'),
      sub: sub !== null && /^0+$/.test(sub) ? null : sub,
      authority: part('authority'),
      division: part('division'),
      organisation: part('organisation'),
      serial: part('serial'),
    },
  }
}
