import { spoilResidentId, spoilUscc, residentIdOf } from './identifiers.ts'
import type { Organisation, Person } from './world.ts'

/** Full-width forms of ASCII letters and digits. */
export const fullWidth = (text: string): string => text.replace(/[!-~]/gu, char => String.fromCharCode(char.charCodeAt(0) + 0xfee0))

/** What stands in systems where nobody knows the code. */
export const PLACEHOLDER = '00000000000000000X'

/** A code with a wrong check character, one too short, one with a letter that codes do not have. */
export const badCodes = {
  check: (o: Organisation): string => spoilUscc(o.uscc),
  short: (o: Organisation): string => o.uscc.slice(0, 17),
  letter: (o: Organisation): string => `${o.uscc.slice(0, 12)}I${o.uscc.slice(13)}`,
} as const

const rebuilt = (p: Person, from: number, text: string): string => residentIdOf(p.id.slice(0, from) + text + p.id.slice(from + text.length, 17))

/** A person's number with a wrong check character, a day that is not in the calendar, a birth to come, one too long ago, an unknown province. */
export const badNumbers = {
  check: (p: Person): string => spoilResidentId(p.id),
  calendar: (p: Person): string => rebuilt(p, 10, `${13 + (p.index % 87)}${32 + (Math.floor(p.index / 87) % 68)}`),
  future: (p: Person): string => rebuilt(p, 6, '20990101'),
  ancient: (p: Person): string => rebuilt(p, 6, '18500101'),
  prefix: (p: Person): string => rebuilt(p, 0, '990101'),
} as const
