import { promisify } from 'node:util'
import { constants, zstdCompress, zstdCompressSync, zstdDecompress, zstdDecompressSync } from 'node:zlib'
import kafkajs from 'kafkajs'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }
/** Up to so many bytes the way to another thread and back costs more than the work. */
const LITTLE = 65_536

/** zstd by Node's own zlib: kafkajs brings only gzip, which costs four times as much. */
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: async ({ buffer }: { buffer: Buffer }) => (buffer.length > LITTLE ? compress(buffer, options) : zstdCompressSync(buffer, options)),
  decompress: async (buffer: Buffer) => (buffer.length > LITTLE ? decompress(buffer) : zstdDecompressSync(buffer)),
})
