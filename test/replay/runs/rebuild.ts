import { report } from '../../feed/report.ts'
import { mend } from '../rebuild.ts'

/** A small whole system whose topics and read models are wiped and rebuilt by the `delta` commands. A slice of test/prove/replay/rebuild.ts. */
process.exit(report(await mend({ subjects: 60, rate: 20, whole: false })))
