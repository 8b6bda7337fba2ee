/** The canonical text of a JSON value (RFC 8785): members in the order of their names, no white space. Numbers must be integers, as all of ours are; members that are undefined are left out. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`
  const members = value as Record<string, unknown>
  const names = Object.keys(members).toSorted()
  return `{${names.flatMap(name => (members[name] === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(members[name])}`])).join()}}`
}
