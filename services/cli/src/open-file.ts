import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { Missing } from './missing.ts'

/** A file that was damaged since it was compressed. */
export class Damaged extends Error {
  override name = 'Damaged'
}

const GZIP = '1f8b'
const ZSTD = '28b52ffd'

/** The first bytes of a file; where there is none, what to do about it. */
export async function beginningOf(file: string, mend: string): Promise<Buffer> {
  try {
    await using handle = await open(file)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(16), 0, 16, 0)
    return buffer.subarray(0, bytesRead)
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'There is no' : 'Cannot read'
    throw new Missing(`${why} ${file}: ${mend}`)
  }
}

/** Is a file compressed with gzip or zstd? By its first bytes. */
export const isPacked = (beginning: Buffer): boolean => [GZIP, ZSTD].some(magic => beginning.toString('hex').startsWith(magic))

/** The bytes of a file, unpacked where it is compressed. Throws `Damaged` where that cannot be done to the end. */
export async function* bytesIn(file: string, beginning: Buffer): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file)
  const magic = beginning.toString('hex')
  const unpacked = magic.startsWith(GZIP) ? source.pipe(createGunzip()) : magic.startsWith(ZSTD) ? source.pipe(createZstdDecompress()) : source
  source.once('error', error => unpacked.destroy(error))
  try {
    yield* unpacked as AsyncIterable<Uint8Array>
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? ''
    throw unpacked !== source && code.startsWith('Z') ? new Damaged(`${file} is damaged: it cannot be unpacked to its end (${code})`) : error
  } finally {
    source.destroy()
  }
}
