import { join } from 'node:path'
import { jsonOf, Missing } from './missing.ts'

/** A process of the running system. */
interface ServiceStatus {
  readonly name: string
  readonly pid: number | null
  readonly url: string
  readonly ready: boolean
}

/** What `npm start` says of the system that it runs. */
export interface SystemStatus {
  readonly gateway: string
  readonly kafka: string
  readonly store: string
  readonly operator: string
  readonly ledgers: Readonly<Record<string, string>>
  readonly sources: Readonly<Record<string, { readonly url: string | null; readonly inbox: string | null }>>
  readonly services: readonly ServiceStatus[]
  readonly infrastructure: readonly ServiceStatus[]
  readonly supervisor: number
  readonly loaded: boolean
}

const START = 'start the system first, with npm start.'

/** The running system, as its supervisor has last noted it; an error when none runs. */
export function runningSystem(varFolder: string): SystemStatus {
  const status = jsonOf<SystemStatus>(join(varFolder, 'run', 'status.json'), START)
  if (!isAlive(status.supervisor)) throw new Missing(`The system that ran here was killed: ${START}`)
  return status
}

/** The same, with each service asked now whether it is ready. */
export async function checkedSystem(varFolder: string): Promise<SystemStatus> {
  const status = runningSystem(varFolder)
  const services = await Promise.all(
    status.services.map(async service => ({ ...service, ready: service.pid !== null && isAlive(service.pid) && (await isReady(service.url)) })),
  )
  return { ...status, services }
}

/** The status as a table for people; passwords are left out. */
export function statusTable({ gateway, kafka, services, infrastructure, loaded }: SystemStatus): string {
  const lines = [...services, ...infrastructure].map(
    ({ name, pid, url, ready }) => `${name.padEnd(24)}${ready ? 'ready    ' : 'not ready'}  ${String(pid ?? '-').padEnd(8)} ${url}`,
  )
  return [`gateway ${gateway}, Kafka ${kafka}, first load ${loaded ? 'through' : 'under way'}`, ...lines].join('\n')
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(2_500) })).ok
  } catch {
    return false
  }
}
