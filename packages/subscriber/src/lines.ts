import { CopyFault } from './copy-fault.ts'

const LONGEST = 4_194_304

/** The lines of a text that comes in pieces, each without its line feed; what stands behind the last line feed is a line that has been cut short: `SNAPSHOT_CUT`. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  let number = 0
  for await (const chunk of chunks) {
    const lines = `${rest}${decoder.decode(chunk, { stream: true })}`.split('\n')
    rest = lines.pop()!
    if (rest.length > LONGEST) throw new CopyFault('SNAPSHOT_MALFORMED', `line ${number + lines.length + 1} is too long`)
    number += lines.length
    yield* lines
  }
  rest += decoder.decode()
  if (rest !== '') throw new CopyFault('SNAPSHOT_CUT', `line ${number + 1} is cut short`)
}
