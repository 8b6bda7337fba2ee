import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { silentLog } from '@delta/stream/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Admission } from './admission.ts'
import { createLogTail, type LogTail } from './log-tail.ts'
import { createSse } from './sse.ts'
import { openTestLog, type TestLog } from './testing-webhook.ts'

let log: TestLog
let tail: LogTail
beforeEach(async () => {
  log = await openTestLog()
  await log.grow(3)
  tail = createLogTail(log.base, silentLog)
  await tail.start()
})
afterEach(async () => {
  await tail?.stop()
  await log?.base.drop()
})

/** A sign of life that no connection takes at once. */
const LONG = 'x'.repeat(32 << 20)
const open = { domains: null, provinces: null, polarities: null, division: null, recognised: null, watch: null }

test('a client that leaves a sign of life unread is told the place it had reached, by whatever it was reached: never to go on from now', async () => {
  for (const [after, place] of [
    ['1.3', '1.3'],
    ['1.1', '1.3'],
  ] as const) {
    const cut = Promise.withResolvers<void>()
    const admission = {
      admit: async () => ({ viewer: { principal: { role: { text: 'analyst' } } }, filter: open, book: null, refused: () => null }),
    } as never as Admission
    const listeners = { open: async () => () => undefined }
    const sse = createSse({ tail, db: log.base.db, admission, listeners, upstream: () => ({ long: LONG }), patience: 100, keepalive: 50, onCut: cut.resolve })
    const server = createServer((request, response) => void sse.handle(request, response, new URL(request.url!, 'http://x')))
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const silent = connect((server.address() as AddressInfo).port, '127.0.0.1')
    silent.pause()
    silent.write(`GET /feeds/lists?after=${after} HTTP/1.0\r\nhost: x\r\n\r\n`)
    await cut.promise
    const said = (await text(silent)).trimEnd().split('\n\n')
    expect(said.at(-2)!.startsWith('event: keepalive')).toBe(true)
    expect(said.at(-1)).toBe(`event: fell-behind\ndata: {"resumeFrom":"${place}"}`)
    server.close()
  }
})
