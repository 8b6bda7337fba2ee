import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompress } from 'node:zlib'
import kafkajs from 'kafkajs'

const compress = promisify(zstdCompress)
const decompress = promisify(zstdDecompress)

const options = { params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** zstd by Node's own zlib: kafkajs brings only gzip, which costs four times as much. */
kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
  compress: (encoder: { buffer: Buffer }) => compress(encoder.buffer, options),
  decompress: (buffer: Buffer) => decompress(buffer),
})
