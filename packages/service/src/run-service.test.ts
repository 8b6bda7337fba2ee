import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const index = fileURLToPath(new URL('index.ts', import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

async function runProgram(start: string) {
  const port = await freePort()
  const program = `import { createLog, runService } from ${JSON.stringify(index)}
    await runService({ name: 'probe', log: createLog('probe'), config: { DELTA_HOST: '127.0.0.1', DELTA_PORT: ${port}, OTEL_TRACES_SAMPLER_ARG: 1 }, start: async service => { ${start} } })`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  child.stdout.on('data', chunk => {
    output += chunk
  })
  const says = async (word: string) => {
    while (!output.includes(word)) await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
  }
  const ended = once(child, 'exit')
  return {
    port,
    child,
    ended,
    says,
    output: () => output,
    get: async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`)
      return { status: answer.status, body: await answer.text() }
    },
  }
}

test('a service is ready only while all its conditions hold, and stops in reverse order with code 0', async () => {
  const service = await runProgram(`let ill = true
    service.check('store', () => { ill = !ill; return ill ? undefined : 'away' })
    service.check('broker', async () => undefined)
    service.onStop(() => console.log('first made, last undone')); service.onStop(() => console.log('last made, first undone'))`)
  await service.says('"running"')
  expect(await service.get('/health/live')).toMatchObject({ status: 200 })
  expect(await service.get('/health/ready')).toEqual({ status: 503, body: '{"status":"not ready","failing":{"store":"away"}}\n' })
  expect(await service.get('/health/ready')).toEqual({ status: 200, body: '{"status":"ready"}\n' })
  const metrics = (await service.get('/metrics')).body
  expect(metrics).toContain('target_info{service_name="probe"')
  expect(metrics).toMatch(/^delta_service_ready\{.*\} 0$/m)
  expect((await service.get('/metrics')).body).toMatch(/^delta_service_ready\{.*\} 1$/m)
  expect(await service.get('/elsewhere')).toMatchObject({ status: 404 })
  service.child.kill('SIGTERM')
  expect(await service.ended).toEqual([0, null])
  expect(service.output().indexOf('last made')).toBeLessThan(service.output().indexOf('first made'))
})

test('while it starts it is alive but not ready', async () => {
  const service = await runProgram(`console.log('begun'); await new Promise(() => {})`)
  await service.says('begun')
  expect(await service.get('/health/live')).toMatchObject({ status: 200 })
  expect(await service.get('/health/ready')).toEqual({ status: 503, body: '{"status":"not ready","failing":{"phase":"starting"}}\n' })
})

test('a part that fails for good ends the process with a code, and its message stays out of the log', async () => {
  const service = await runProgram(`service.fail(new Error('330106195001019981'))`)
  expect(await service.ended).toEqual([1, null])
  expect(service.output()).not.toContain('330106195001019981')
})

test('a rejected promise that nobody awaits ends the process', async () => {
  const service = await runProgram(`void Promise.reject(new Error('lost'))`)
  expect(await service.ended).toEqual([1, null])
})

test('WebSockets go to the handler that takes them; what nobody takes is refused, and another protocol is answered as if it had not been offered', async () => {
  const service = await runProgram(`service.http((request, response) => { response.end('plain') })
    service.upgrade(request => request.url === '/taken' && false)
    service.upgrade((request, socket) => request.url === '/broken' ? JSON.parse('{') : request.url === '/taken' && socket.end('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n\\r\\nhello') && true)`)
  await service.says('"running"')
  const ask = async (path: string, protocol: string) => {
    const socket = connect(service.port, '127.0.0.1')
    socket.end(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`)
    return (await socket.setEncoding('utf8').toArray()).join('')
  }
  expect(await ask('/taken', 'WebSocket')).toMatch(/^HTTP\/1.1 101 [^]*hello$/)
  expect(await ask('/elsewhere', 'websocket')).toMatch(/^HTTP\/1.1 404 /)
  expect(await ask('/broken', 'websocket')).toBe('')
  expect(await ask('/taken', 'h2c')).toMatch(/^HTTP\/1.1 200 [^]*plain$/)
})
