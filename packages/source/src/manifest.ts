import { decodeGb18030 } from './gb18030.ts'
import type { FileCode } from './source-row.ts'

/** What a manifest (`.ok`) says of its file. */
export interface Manifest {
  /** Records without the header. */
  readonly count: number
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly digest: string
}

const LINE = /^(行数|SHA256)\s*=\s*(\S+)$/i

/** Reads a manifest: `行数=n` and `SHA256=hex` in any order and case, full or half width, blank lines between. */
export function parseManifest(bytes: Uint8Array): Manifest | { readonly code: FileCode } {
  const text = decodeGb18030(bytes)
  if (text === null) return { code: 'E_ENCODING' }
  const lines = text
    .normalize('NFKC')
    .split(/[\r\n]+/)
    .map(line => line.trim())
    .filter(line => line !== '')
  const found = new Map<string, string>()
  for (const line of lines) {
    const [, key, value] = LINE.exec(line) ?? []
    if (!key || !value || found.has(key.toUpperCase())) return { code: 'E_MALFORMED' }
    found.set(key.toUpperCase(), value)
  }
  const [count, digest] = [found.get('行数') ?? '', found.get('SHA256')?.toLowerCase() ?? '']
  return /^\d{1,9}$/.test(count) && /^[0-9a-f]{64}$/.test(digest) ? { count: Number(count), digest } : { code: 'E_MALFORMED' }
}
