/** A cell of a CSV file (RFC 4180). Text that a spreadsheet would take for a formula is led by an apostrophe. */
export function csvCell(text: string | null): string {
  if (text === null) return ''
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
