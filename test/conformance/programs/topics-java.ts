import { reading, run } from '../local.ts'

/** Java reads every record topic: schema, CloudEvents and seal by its own libraries. */
process.exit((await run('test/conformance/java.sh', reading())).code)
