import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { judge } from '../judge.ts'

/** Two thousand random histories: insert then repair equals never inserted, in every output; the same for expiry, the lapse of time, withdrawal; what comes again revives nothing. DELTA_HISTORIES plays another number. */
const { histories, items, wrong } = await judge(process.env['DELTA_TEST_POSTGRES'], {
  seed: announceSeed(),
  histories: Number(process.env['DELTA_HISTORIES'] ?? 2_000),
})
console.log(`${histories} histories, ${items} items: ${wrong ?? 'what does not count is as if it had never been'}`)
process.exit(report({ 'insert then repair equals never inserted': wrong === null }))
