import type { Places } from './places.ts'
import { endLeftovers, forgetPid, readPid, writePid } from './pid-files.ts'
import { Trouble } from './wait.ts'

const NAME = 'supervisor'

/** Makes this process the only one that runs a system in this state folder, ending what a killed one has left. Gives the names of what was ended. */
export async function becomeSupervisor(places: Places): Promise<string[]> {
  const other = readPid(places.run, NAME)
  if (other !== null && other.pid !== process.pid) {
    throw new Trouble(`A system is running here already (process ${other.pid}); stop it with Ctrl-C there, or with: kill ${other.pid}`)
  }
  forgetPid(places.run, NAME)
  const ended = await endLeftovers(places.run, { kafka: 'SIGTERM', postgres: 'SIGINT' })
  writePid(places.run, NAME, process.pid)
  return ended
}

/** Lets the next one run. */
export function resignSupervisor(places: Places): void {
  forgetPid(places.run, NAME)
}
