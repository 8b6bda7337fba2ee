import { createServer } from 'node:net'

/** Everything that listens, in the order in which it is started, with its default port and the flag that moves it. */
export const LISTENERS = [
  { name: 'postgres', port: 4032, flag: 'postgres-port' },
  { name: 'kafka', port: 4092, flag: 'kafka-port' },
  { name: 'kafka-controller', port: 4093, flag: 'kafka-controller-port' },
  { name: 'adapter-shanghai', port: 4021, flag: 'adapter-shanghai-port' },
  { name: 'adapter-jiangsu', port: 4022, flag: 'adapter-jiangsu-port' },
  { name: 'adapter-zhejiang', port: 4023, flag: 'adapter-zhejiang-port' },
  { name: 'adapter-anhui', port: 4024, flag: 'adapter-anhui-port' },
  { name: 'projector', port: 4030, flag: 'projector-port' },
  { name: 'subgraph-archive', port: 4011, flag: 'subgraph-archive-port' },
  { name: 'subgraph-relationship', port: 4012, flag: 'subgraph-relationship-port' },
  { name: 'subgraph-list', port: 4013, flag: 'subgraph-list-port' },
  { name: 'subgraph-catalogue', port: 4014, flag: 'subgraph-catalogue-port' },
  { name: 'subgraph-measure', port: 4016, flag: 'subgraph-measure-port' },
  { name: 'subgraph-supervision', port: 4018, flag: 'subgraph-supervision-port' },
  { name: 'feed', port: 4015, flag: 'feed-port' },
  { name: 'gateway', port: 4000, flag: 'port' },
] as const

/** The name of something that listens. */
export type ListenerName = (typeof LISTENERS)[number]['name']

/** One port for each listener. */
export type Ports = Readonly<Record<ListenerName, number>>

/** The host everything local listens on: nothing is reachable from outside the machine. */
export const HOST = '127.0.0.1'

/** Says of each port that somebody else listens on, which it is and which setting moves it; empty when all are free. */
export async function takenPorts(ports: Ports, needed: readonly ListenerName[]): Promise<string[]> {
  const sentences: string[] = []
  const seen = new Map<number, string>()
  for (const { name, flag } of LISTENERS.filter(listener => needed.includes(listener.name))) {
    const port = ports[name]
    const twin = seen.get(port)
    seen.set(port, name)
    if (twin !== undefined) sentences.push(`Port ${port} is given to ${twin} and to ${name}: move one with --${flag} PORT.`)
    else if (!(await isFree(port))) sentences.push(`Port ${port} (${name}) is taken by another program: stop it, or move ours with --${flag} PORT.`)
  }
  return sentences
}

/** A free port for each listener, for systems that run beside another one (tests). */
export async function freePorts(): Promise<Ports> {
  const held = await Promise.all(LISTENERS.map(() => listen(0)))
  const numbers = held.map(server => (server.address() as { port: number }).port)
  await Promise.all(held.map(server => new Promise(closed => server.close(closed))))
  return Object.fromEntries(LISTENERS.map(({ name }, index) => [name, numbers[index]])) as Ports
}

async function isFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port)
    await new Promise(closed => server.close(closed))
    return true
  } catch {
    return false
  }
}

function listen(port: number): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: HOST, exclusive: true }, () => resolve(server))
  })
}
