import { randomBytes } from 'node:crypto'
import { agreedDomains, agreedProvinces, type EvidenceWriter, isPerson, Refusal, requireProduct, requireSubject, type Viewer } from '@delta/access'
import { type Catalogue, canonicalJson, idsOf, type Province, shanghaiDay } from '@delta/model'
import { sealBatch, type SealableMessage, type SigningKey } from '@delta/seal'
import type { Kysely } from 'kysely'
import { type CheckAnswer, createAnswerMaker } from './check-answer.ts'
import { keepChecks, type SignedAnswer } from './check-store.ts'
import { type CheckedEntry, createJudge, type Judge } from './judge.ts'
import { type AskedWrongly, type CheckAsked, createMatterReader, type Matter } from './matter.ts'

/** What credit checks are answered with. */
export interface CheckParts<DB> {
  readonly db: Kysely<DB>
  readonly catalogue: Catalogue
  /** The entries in force that stand under some subject ids. */
  readonly inForce: (ids: readonly string[]) => Promise<readonly CheckedEntry[]>
  /** Every subject id that a code may stand for; a resident's number becomes a pseudonym. */
  readonly subjectsOf: (code: string) => readonly string[]
  /** Under which id older ones go on: those of the ids that have a successor. What is asked under the old number is answered for the new one, with what stands under both. */
  readonly successorsOf: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly evidence: EvidenceWriter
  /** The supervision's own key, as it is now. */
  readonly key: () => SigningKey
  readonly now: () => Date
}

/** An answer with the proof that this gateway gave it. */
export interface ProvenAnswer extends CheckAnswer {
  /** The answer's canonical JSON (RFC 8785): what is sealed. */
  readonly text: string
  /** Its seal: with `text` as `value` it is what `pnpm delta verify` checks offline. */
  readonly proof: { readonly topic: string; readonly key: string; readonly headers: Readonly<Record<string, string>> }
}

/** What became of one of the things asked. */
export type CheckOutcome = ProvenAnswer | { readonly error: AskedWrongly }

/** Answers credit checks (信用核查). */
export interface CreditChecks {
  /** At most MOST_CHECKS at once, answered in order: one look at the lists, one signature, one record of evidence. Throws a Refusal where the viewer may not ask at all. */
  check(viewer: Viewer, asked: readonly CheckAsked[]): Promise<readonly CheckOutcome[]>
}

/** The most checks at once. */
export const MOST_CHECKS = 1_000

const TOPIC = 'delta.credit-check'

interface Ready {
  readonly asked: CheckAsked
  readonly subject: string
  readonly ids: readonly string[]
  readonly place: Matter
}

const requirePurpose = ({ purpose, agreement }: Viewer): void => {
  if (purpose !== 'approval' && purpose !== 'supervision')
    throw new Refusal('PURPOSE_NOT_ALLOWED', `A credit check is for approval or supervision; the agreement ${agreement.id} is used for neither here.`)
}

/** Makes the service of credit checks. */
export function createCreditChecks<DB>({ db, catalogue, inForce, subjectsOf, successorsOf, evidence, key, now }: CheckParts<DB>): CreditChecks {
  const readMatter = createMatterReader(catalogue)
  const answerOf = createAnswerMaker(catalogue)
  const domains = catalogue.domains().map(({ code }) => code)
  let judge: { day: string; judge: Judge } | null = null
  const judgeOn = (day: string): Judge => {
    if (judge?.day !== day) judge = { day, judge: createJudge(catalogue, day) }
    return judge.judge
  }

  const readyOf = (viewer: Viewer, asked: CheckAsked, named: readonly string[], ids: readonly string[]): Ready | { error: AskedWrongly } => {
    const [subject] = ids
    if (subject === undefined)
      return {
        error: { code: 'BAD_ARGUMENT', field: 'subject', message: 'subject is a 统一社会信用代码, an id of a subject, or a number that identifies one.' },
      }
    if (viewer.agreement.subjects === 'own') requireSubject(viewer, named[0]!)
    if (ids.some(isPerson) && viewer.case === null)
      return { error: { code: 'CASE_REQUIRED', field: 'subject', message: 'Looking at a person needs the case it is for: Delta-Case, up to 64 characters.' } }
    const read = readMatter(asked)
    return 'wrong' in read ? { error: read.wrong } : { asked, subject, ids, place: read.matter }
  }

  const sign = async (answers: readonly CheckAnswer[]): Promise<SignedAnswer[]> => {
    const texts = answers.map(answer => canonicalJson(answer))
    const messages = answers.map((answer, index): SealableMessage => ({ topic: TOPIC, key: answer.id, headers: {}, value: texts[index]! }))
    const seals = await sealBatch(messages, key(), { now })
    return answers.map((answer, index) => ({ answer, text: texts[index]!, seal: seals[index]! }))
  }

  return {
    check: async (viewer, asked) => {
      requireProduct(viewer, 'LIST')
      requirePurpose(viewer)
      const named = asked.map(one => subjectsOf(one.subject))
      const successors = await successorsOf([...new Set(named.flat().filter(id => id.startsWith('ORG:')))])
      const idsNow = named.map(ids => [...new Set(ids.flatMap(id => idsOf(successors.get(id) ?? id)))])
      const read = asked.map((one, index) => readyOf(viewer, one, named[index]!, idsNow[index]!))
      const ready = read.filter((one): one is Ready => !('error' in one))
      if (ready.length === 0) return read as { error: AskedWrongly }[]
      const ids = [...new Set(ready.flatMap(one => one.ids))]
      await evidence.look(viewer, 'LIST', ids)
      const agreed = { provinces: new Set(agreedProvinces(viewer, null)), domains: new Set(agreedDomains(viewer, null, domains)) }
      const found = (await inForce(ids)).filter(({ province, domain }) => agreed.provinces.has(province) && agreed.domains.has(domain))
      const bySubject = Map.groupBy(found, entry => entry.subject_id)
      const instant = now()
      const batch = randomBytes(15).toString('base64url')
      const within = { provinces: [...agreed.provinces] as Province[], domains: viewer.agreement.domains }
      const judged = judgeOn(shanghaiDay(instant))
      const answers = ready.map(({ asked: one, subject, ids: own, place }, index) => {
        const entries = own.flatMap(id => bySubject.get(id) ?? [])
        const name = entries.find(entry => entry.subject_name !== null)?.subject_name ?? null
        return answerOf({ id: `${batch}.${index + 1}`, at: instant.toISOString(), subject, asked: one, place, within }, judged(entries, place), name)
      })
      const signed = await sign(answers)
      // Nothing is answered of which no evidence stands.
      await keepChecks(db, viewer, batch, signed)
      const proven = signed.map(({ answer, text, seal }): ProvenAnswer => ({ ...answer, text, proof: { topic: TOPIC, key: answer.id, headers: { ...seal } } }))
      let next = 0
      return read.map(one => ('error' in one ? one : proven[next++]!))
    },
  }
}
