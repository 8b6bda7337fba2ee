import { hash } from 'node:crypto'
import { canonicalJson } from '@delta/model'

const LEFT_OUT = new Set(['version', 'recordedAt', 'sourceUpdatedAt', 'evidence'])

/** The hash (SHA-256, base64url) of what a record says, whatever the order of its members: version, times and the place in the source are left out, so the same content never makes a new version. */
export function bodyHash(record: object): string {
  const members = record as Readonly<Record<string, unknown>>
  const said = Object.keys(members)
    .filter(name => !LEFT_OUT.has(name))
    .toSorted()
  return hash('sha256', said.map(name => `${name}:${canonicalJson(members[name])}`).join('\n'), 'base64url')
}
