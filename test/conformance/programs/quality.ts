import { python, run, status, token } from '../local.ts'

/** Python computes the 双公示 figures of Shanghai's quality report from its database. */
const { sources, gateway } = status()
process.exit((await run(python(), ['test/conformance/check_quality.py', sources.shanghai.url!, gateway, token('analyst')])).code)
