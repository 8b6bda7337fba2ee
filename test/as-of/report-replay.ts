import { announceSeed } from '../feed/random.ts'
import { report } from '../feed/report.ts'
import { replay } from './replay.ts'

/** Replays so many histories, says what came of it, and gives the exit code. */
export async function reportReplay(histories: number): Promise<number> {
  const { answers, otherwise, wrong } = await replay(process.env['DELTA_TEST_POSTGRES'], { seed: announceSeed(), histories })
  console.log(`${answers} answers asked again, of which ${otherwise} are others by now: ${wrong ?? 'as of then, each is what it was'}`)
  return report({ 'as of then the graph answers what it answered then': wrong === null, 'some answers have changed since': otherwise > 0 })
}
