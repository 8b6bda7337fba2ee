import { report } from '../../feed/report.ts'
import { mend } from '../../replay/rebuild.ts'

/** The same as test/replay/runs/rebuild.ts, with the data of thousands of subjects and many changes going on. */
process.exit(report(await mend({ subjects: 5_000, rate: 100, whole: true })))
