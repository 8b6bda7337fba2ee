import { proveDeadlines } from '../deadlines/prove-deadlines.ts'

/** A thousand terms and periods of credit repair, in TypeScript and in Python: what test/prove/deadlines.ts proves, in seconds. */
process.exit(await proveDeadlines({ random: 700, atEdges: 300 }))
