/** Kinds of roles that a token may carry; all but analyst and operator name whom they stand for: `partner:330100`, `unit:ZJ-HUKOU`. */
export const ROLE_KINDS = ['analyst', 'partner', 'province', 'unit', 'subject', 'national', 'operator'] as const

/** Kind of a role. */
export type RoleKind = (typeof ROLE_KINDS)[number]

/** A role taken apart: `scope` is what follows the colon. */
export interface Role {
  readonly text: string
  readonly kind: RoleKind
  readonly scope: string | null
}

const forms: Readonly<Record<RoleKind, RegExp | null>> = {
  analyst: null,
  national: null,
  operator: null,
  partner: /^\d{6}$/,
  province: /^\d{6}$/,
  unit: /^[A-Z0-9]+(-[A-Z0-9]+)+$/,
  subject: /^[0-9A-Za-z:_-]{1,64}$/,
}

/** Reads a role as tokens write it; null when it is none of the known ones or names its scope wrongly. */
export function parseRole(text: string): Role | null {
  const colon = text.indexOf(':')
  const kind = (colon < 0 ? text : text.slice(0, colon)) as RoleKind
  const scope = colon < 0 ? null : text.slice(colon + 1)
  if (!ROLE_KINDS.includes(kind)) return null
  const form = forms[kind]
  if (form ? scope === null || !form.test(scope) : scope !== null) return null
  return { text, kind, scope }
}
