import { createHash, createHmac, hash, randomBytes } from 'node:crypto'
import { type Viewer, withoutNumbers } from '@delta/access'
import { drawSample, type DrawnSample, ratioParts, type SamplingMember, type SamplingShare, shanghaiDay, sizeOf } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { createSamplingMessages, type DrawnPlan } from './messages.ts'
import type { SamplingParts } from './parts.ts'
import type { SamplingTables } from './tables.ts'

/** What a plan is asked for with. */
export interface PlanAsked {
  /** The code of a power item of inspection (JC): it tells division and department. */
  readonly matter: string
  readonly classes: readonly string[]
  /** One for each class. */
  readonly ratios: readonly string[]
  readonly seed: string
  readonly inspectors: readonly string[]
  readonly inspectorsEach: number
}

/** Why a plan is not drawn. */
export interface PlanError {
  readonly code: 'MATTER_UNKNOWN' | 'NOT_DEPARTMENT' | 'CLASS_UNKNOWN' | 'RATIO' | 'SEED' | 'INSPECTORS' | 'POPULATION_EMPTY' | 'POPULATION_SIZE'
  readonly field: keyof PlanAsked
  readonly message: string
}

/** The class of those whom the province's evaluation has no grade for. */
const UNGRADED = 'NONE'
const MOST_MEMBERS = 200_000
const MOST_INSPECTORS = 1_000
const SEED = /^[\x21-\x7e]{8,128}$/
const INSPECTOR = /^[0-9A-Za-z-]{1,40}$/

const hashes = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex'),
}

const refusal = (code: PlanError['code'], field: PlanError['field'], message: string): PlanError => ({ code, field, message })

const distinct = (texts: readonly string[]): boolean => new Set(texts).size === texts.length

function formError({ classes, ratios, seed, inspectors, inspectorsEach }: PlanAsked, grades: readonly string[]): PlanError | null {
  if (classes.length === 0 || !distinct(classes) || !classes.every(name => name === UNGRADED || grades.includes(name)))
    return refusal('CLASS_UNKNOWN', 'classes', `classes are grades of the province’s model (${grades.join(', ')}) or ${UNGRADED}, each once.`)
  if (ratios.length !== classes.length || ratios.some(ratio => ratioParts(ratio) === null))
    return refusal('RATIO', 'ratios', 'ratios has a decimal for each class: above 0, at most 1, of at most four places.')
  if (!SEED.test(seed)) return refusal('SEED', 'seed', 'seed has 8 to 128 ASCII characters without spaces.')
  if (inspectors.length > MOST_INSPECTORS || !distinct(inspectors) || !inspectors.every(one => INSPECTOR.test(one)))
    return refusal('INSPECTORS', 'inspectors', `inspectors are at most ${MOST_INSPECTORS} numbers of 1 to 40 letters, digits and hyphens, each once.`)
  if (!Number.isInteger(inspectorsEach) || inspectorsEach < 1 || inspectorsEach > inspectors.length)
    return refusal('INSPECTORS', 'inspectorsEach', 'inspectorsEach is at least 1, and at most the number of inspectors.')
  return null
}

const MEMBER = { subject_id: 'text', class: 'text', place: 'integer', inspectors: 'text[]' } as const

async function keepMembers(trx: Kysely<SamplingTables>, plan: string, population: readonly SamplingMember[], { drawn }: DrawnSample): Promise<void> {
  const places = new Map(drawn.map((member, index) => [member.id, { place: index + 1, inspectors: member.inspectors }]))
  const rows = population.map(({ id, class: name }) => ({ subject_id: id, class: name, place: null, inspectors: [], ...places.get(id) }))
  await sql`insert into sampling_member (plan, subject_id, class, place, inspectors)
    select ${plan}, subject_id, class, place, inspectors from ${recordset(rows, MEMBER, 'sent')}`.execute(trx)
}

/** Draws a plan and keeps all that it was drawn from, or says why not. Only the matter's own department draws; the plan is on its way to the province in the same transaction. */
export function createPlanner(parts: SamplingParts): (viewer: Viewer, asked: PlanAsked) => Promise<{ readonly id: string } | { readonly error: PlanError }> {
  const { db, catalogue, outbox, departmentOf, population, wake, now } = parts
  const messages = createSamplingMessages(parts.topics)
  const items = new Map(catalogue.powerItems().map(item => [item.code.text, item]))

  const keep = async (
    asked: PlanAsked,
    members: readonly SamplingMember[],
    row: Omit<DrawnPlan, 'ordinal' | 'shares' | 'population_digest' | 'roster_digest' | 'population' | 'drawn'>,
  ) => {
    const shares: SamplingShare[] = asked.classes.map((name, index) => ({ class: name, ratio: asked.ratios[index]! }))
    const sample = drawSample(hashes, {
      seed: asked.seed,
      matter: asked.matter,
      shares,
      population: members,
      inspectors: asked.inspectors,
      each: asked.inspectorsEach,
    })
    const sizes = Map.groupBy(members, member => member.class)
    const classes = shares.map(share => {
      const size = sizes.get(share.class)?.length ?? 0
      return { ...share, population: size, drawn: sizeOf(size, share.ratio) }
    })
    await db.transaction().execute(async trx => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`sampling ${row.department} ${row.matter}`}, 0))`.execute(trx)
      const { rows } = await sql<{
        last: number
      }>`select coalesce(max(ordinal), 0) as last from sampling_plan where department = ${row.department} and matter = ${row.matter}`.execute(trx)
      const plan: DrawnPlan = {
        ...row,
        ordinal: rows[0]!.last + 1,
        shares,
        population_digest: sample.populationDigest,
        roster_digest: sample.rosterDigest,
        population: members.length,
        drawn: sample.drawn.length,
      }
      await trx
        .insertInto('sampling_plan')
        .values({ ...plan, shares: JSON.stringify(shares) } as never)
        .execute()
      await keepMembers(trx, plan.id, members, sample)
      await outbox.append(trx, [messages.plan(plan, classes)])
    })
  }

  return async (viewer, asked) => {
    const item = items.get(asked.matter)
    const at = now()
    const department = item?.category === 'JC' && viewer.agreement.provinces.includes(item.province) ? departmentOf(item, shanghaiDay(at)) : null
    if (!item || !department)
      return {
        error: refusal('MATTER_UNKNOWN', 'matter', 'matter is the code of a power item of inspection (JC) under your agreement, whose department is known.'),
      }
    const { kind, scope } = viewer.principal.role
    if (kind !== 'unit' || scope !== department.code)
      return { error: refusal('NOT_DEPARTMENT', 'matter', `Only ${department.code} draws for this matter, in the role unit:${department.code}.`) }
    const model = catalogue.evaluationModels().find(({ province }) => province === item.province)
    const error = formError(asked, model?.grades ?? [])
    if (error) return { error }
    const members = (await population(item)).filter(member => asked.classes.includes(member.class))
    if (members.length === 0) return { error: refusal('POPULATION_EMPTY', 'classes', 'Nobody registered in the division is of these classes.') }
    if (members.length > MOST_MEMBERS) return { error: refusal('POPULATION_SIZE', 'matter', `A population has at most ${MOST_MEMBERS} subjects.`) }
    const id = hash('sha256', randomBytes(32), 'base64url')
    await keep(asked, members, {
      id,
      matter: asked.matter,
      province: item.province,
      division: item.division,
      department: department.code,
      department_name: department.name,
      seed: asked.seed,
      roster: [...asked.inspectors],
      each: asked.inspectorsEach,
      actor: withoutNumbers(viewer.principal.id),
      at: at.toISOString(),
    })
    wake()
    return { id }
  }
}
