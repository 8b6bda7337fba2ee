import { join } from 'node:path'
import { issueToken, parseRole } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { Missing, jsonOf } from './missing.ts'

const ROLES = 'analyst, partner:<city code, 330100>, province:<code, 310000>, unit:<unit or department code, ZJ-HUKOU or ZJ-ECO-330400>, subject:<id>, operator'

/** A token of the local issuer for a role; a role that is none, or that names a city, province or unit that does not exist, is said. */
export async function tokenFor(role: string, keys: string): Promise<string> {
  const parsed = parseRole(role)
  if (parsed === null) throw new Missing(`No such role: ${role}. Roles: ${ROLES}.`)
  const { kind, scope } = parsed
  const catalogue = loadCatalogue()
  /** A department below the province is named by its unit and division. */
  const unit = (code: string): boolean => {
    const [, own = '', division] = /^(.+?)(?:-(\d{6}))?$/.exec(code) ?? []
    return catalogue.unit(own) !== null && (division === undefined || catalogue.division(division)?.known === true)
  }
  const known = scope === null || kind === 'subject' || { partner: catalogue.city, province: catalogue.province, unit }[kind as 'partner']?.(scope)
  if (!known) throw new Missing(`The catalogue has no ${kind === 'partner' ? 'city' : kind} ${scope}. Roles: ${ROLES}.`)
  const key = jsonOf<Parameters<typeof issueToken>[0]['key']>(join(keys, 'issuer.jwk'), 'npm start makes it.')
  return issueToken({ key, role, now: () => new Date() })
}
