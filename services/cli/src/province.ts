import { PARTICIPANTS } from '@delta/model'
import { Missing } from './missing.ts'

/** A participant by either of its names: 310000 or shanghai. One that there is not is said, with those that there are. */
export function participantOf(given: string): (typeof PARTICIPANTS)[number] {
  const found = PARTICIPANTS.find(({ code, name }) => code === given || name === given)
  if (!found) throw new Missing(`No such province: ${given}. Provinces: ${PARTICIPANTS.map(({ code, name }) => `${name} (${code})`).join(', ')}.`)
  return found
}
