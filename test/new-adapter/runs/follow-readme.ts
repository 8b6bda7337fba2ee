import { report } from '../../feed/report.ts'
import { followReadme } from '../follow-readme.ts'

/** A fifth, invented participant is added by following the README alone. */
process.exit(report(followReadme()))
