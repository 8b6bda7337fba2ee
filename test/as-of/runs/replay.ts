import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { replay } from '../replay.ts'

/** Running histories, asked again as of every moment at which they were asked. DELTA_HISTORIES plays another number. */
const { answers, otherwise, wrong } = await replay(process.env['DELTA_TEST_POSTGRES'], {
  seed: announceSeed(),
  histories: Number(process.env['DELTA_HISTORIES'] ?? 6),
})
console.log(`${answers} answers asked again, of which ${otherwise} are others by now: ${wrong ?? 'as of then, each is what it was'}`)
process.exit(report({ 'as of then the graph answers what it answered then': wrong === null, 'some answers have changed since': otherwise > 0 }))
