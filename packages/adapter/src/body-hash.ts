import { hash } from 'node:crypto'

const LEFT_OUT = new Set(['version', 'recordedAt', 'sourceUpdatedAt', 'evidence'])

const canonical = (value: unknown): string => {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  const members = value as Record<string, unknown>
  return `{${Object.keys(members)
    .toSorted()
    .map(name => `"${name}":${canonical(members[name])}`)
    .join()}}`
}

/** The hash (SHA-256, base64url) of what a record says, whatever the order of its members: version, times and the place in the source are left out, so the same content never makes a new version. */
export function bodyHash(record: object): string {
  const members = record as Readonly<Record<string, unknown>>
  const said = Object.keys(members)
    .filter(name => !LEFT_OUT.has(name))
    .toSorted()
  return hash('sha256', said.map(name => `${name}:${canonical(members[name])}`).join('\n'), 'base64url')
}
