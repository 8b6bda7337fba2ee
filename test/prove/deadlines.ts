import { proveDeadlines } from '../conformance/deadlines/prove-deadlines.ts'

/** Terms and periods of credit repair over calendars, rule sets and provinces, in TypeScript and in Python: random ones, and every day before, at and after a boundary. */
process.exit(await proveDeadlines({ random: 10_000, atEdges: 5_000 }))
