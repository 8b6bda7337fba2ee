import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { findMutant } from '../find-mutant.ts'

/** One mutant that bypasses the gate in one place is found out; the others are for `prove`. */
process.exit(report({ 'a gate that forgets on a new version is found out': findMutant('gate-forgets-on-a-new-version', announceSeed()) }))
