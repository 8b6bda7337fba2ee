import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLive, type TestLive } from './testing-live.ts'

let live: TestLive
beforeAll(async () => {
  live = await startLive()
})
afterAll(() => live?.stop())

/** A WebSocket by hand: what it is sent, and how it is closed. */
async function rough(protocol = 'graphql-transport-ws') {
  const socket = new WebSocket(live.url.replace('http', 'ws'), protocol)
  const closed = new Promise<number>(resolve => {
    socket.once('close', resolve)
  })
  await new Promise(resolve => {
    socket.once('open', resolve)
  })
  const said: { type: string; id?: string; payload?: unknown }[] = []
  socket.on('message', text => said.push(JSON.parse(String(text))))
  return { socket, closed, said, send: (message: unknown) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)) }
}

test('a WebSocket that does not behave is closed', async () => {
  const init = { type: 'connection_init', payload: live.headers }
  expect(await (await rough()).closed, 'says nothing').toBe(4408)
  const early = await rough()
  early.send({ type: 'subscribe', id: '1', payload: { query: '{ who }' } })
  expect(await early.closed, 'asks before it says who it is').toBe(4401)
  const garbage = await rough()
  garbage.send('{')
  expect(await garbage.closed).toBe(4400)
  const binary = await rough()
  binary.socket.send(Buffer.from(JSON.stringify(init)))
  expect(await binary.closed).toBe(4400)
  const large = await rough()
  large.send({ ...init, payload: { ...live.headers, x: 'x'.repeat(20_000) } })
  expect(await large.closed).toBe(1009)
  const other = new WebSocket(live.url.replace('http', 'ws'), 'graphql-ws')
  other.on('error', () => undefined)
  expect(await new Promise(resolve => other.once('close', resolve))).toBe(1006)
  const deaf = await rough()
  deaf.send(init)
  deaf.socket.pause()
  await new Promise<void>(resolve => {
    const look = setInterval(() => {
      live.server.getConnections((_error, connections) => {
        if (connections > 0) return
        clearInterval(look)
        resolve()
      })
    }, 20)
  })
  expect(live.hidden).toEqual([])
})

test('at most 20 operations run at once on one connection; NUL is refused', async () => {
  const { send, said, socket } = await rough()
  const told = (type: string, least: number) =>
    new Promise<void>(resolve => {
      const look = () => said.filter(message => message.type === type).length >= least && resolve()
      look()
      socket.on('message', look)
    })
  send({ type: 'connection_init', payload: live.headers })
  await told('connection_ack', 1)
  send({ type: 'subscribe', id: 'nul', payload: { query: '{ who }', variables: { a: 'x\0' } } })
  await told('error', 1)
  for (let n = 0; n < 21; n += 1) send({ type: 'subscribe', id: `${n}`, payload: { query: 'subscription { count(to: 1000) { n } }' } })
  await told('error', 2)
  expect(said.filter(message => message.type === 'error')).toMatchObject([
    { id: 'nul', payload: [{ extensions: { code: 'BAD_ARGUMENT' } }] },
    { id: '20', payload: [{ extensions: { code: 'OPERATION_LIMIT', limit: 20 } }] },
  ])
  socket.terminate()
  await live.until(() => live.state.open === 0)
})
