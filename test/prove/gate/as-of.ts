import { reportReplay } from '../../as-of/report-replay.ts'

/** Three hundred running histories, asked again as of every moment at which they were asked. */
process.exit(await reportReplay(300))
