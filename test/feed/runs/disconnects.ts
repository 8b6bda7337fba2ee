import { disconnect } from '../disconnects.ts'
import { announceSeed } from '../random.ts'
import { report } from '../report.ts'

/** 500 clients break off at random moments: the stream pauses for nobody else for more than a second. */
const { lost, double, disordered, wrong, pause } = await disconnect(500, announceSeed())
process.exit(report({ 'nobody else loses anything': lost + double + disordered + wrong === 0, 'no pause longer than a second': pause <= 1_000 }))
