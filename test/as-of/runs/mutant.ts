import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { findMutant } from '../find-mutant.ts'

/** One mutant that keeps nothing of the past is found out; the others are for `prove`. */
process.exit(report({ 'that no past states are kept is found out': findMutant('as-of-keeps-no-past-states', announceSeed()) }))
