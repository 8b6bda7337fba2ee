import { python, run } from '../../conformance/local.ts'

/** The judge's own test: hand-made bad histories, each named for what it is. */
process.exit((await run(python(), ['test/faults/test_anomalies.py'])).code)
