import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { freePorts, HOST, LISTENERS, takenPorts } from './addresses.ts'

const ALL = LISTENERS.map(({ name }) => name)

test('a taken port is told with the setting that moves it, free ones are not', async () => {
  const ports = await freePorts()
  expect(await takenPorts(ports, ALL)).toEqual([])
  const other = createServer()
  await new Promise<void>(listening => other.listen(ports.projector, HOST, listening))
  try {
    const sentences = await takenPorts(ports, ALL)
    expect(sentences).toHaveLength(1)
    expect(sentences[0]).toContain(`${ports.projector}`)
    expect(sentences[0]).toContain('--projector-port')
    expect(
      await takenPorts(
        ports,
        ALL.filter(name => name !== 'projector'),
      ),
    ).toEqual([])
  } finally {
    other.close()
  }
})

test('one port for two listeners is told', async () => {
  const ports = await freePorts()
  const sentences = await takenPorts({ ...ports, gateway: ports.kafka }, ALL)
  expect(sentences.join()).toMatch(/kafka.*gateway.*--port/)
})
