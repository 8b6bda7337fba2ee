import { python, reading, run } from '../local.ts'

/** Python reads every record topic: schema, CloudEvents and seal by its own libraries. */
process.exit((await run(python(), ['test/conformance/read_topics.py', ...reading()])).code)
