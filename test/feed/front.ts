import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { LentFeed } from './lend-feed.ts'

/** What stands before several processes of the feed, as a balancer does: each request goes to the next one that takes it, and the directory of keys is served too. */
export async function openFront({ processes, places }: LentFeed): Promise<{ url: string; close(): void }> {
  let turn = 0
  const pass = (from: IncomingMessage, to: ServerResponse, tries: number): void => {
    const target = processes[(turn += 1) % processes.length]!
    const out = request(`${target.url}${from.url}`, { method: from.method, headers: from.headers }, answer => {
      to.writeHead(answer.statusCode!, answer.headers)
      to.flushHeaders()
      answer.pipe(to)
      answer.once('error', () => to.destroy())
    })
    out.once('error', () => {
      if (to.headersSent || tries === 0) to.destroy()
      else pass(from, to, tries - 1)
    })
    to.once('close', () => out.destroy())
    out.end()
  }
  const server = createServer((from, to) => {
    if (from.url === '/.well-known/delta/directory') to.end(readFileSync(join(places.keys, 'directory.jws')))
    else pass(from, to, processes.length)
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
