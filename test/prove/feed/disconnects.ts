import { disconnect } from '../../feed/disconnects.ts'
import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'

/** 10,000 clients break off at random moments: the stream pauses for nobody else for more than a second. */
const { lost, double, disordered, wrong, pause } = await disconnect(10_000, announceSeed())
process.exit(report({ 'nobody else loses anything': lost + double + disordered + wrong === 0, 'no pause longer than a second': pause <= 1_000 }))
