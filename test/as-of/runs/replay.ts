import { reportReplay } from '../report-replay.ts'

process.exit(await reportReplay(6))
