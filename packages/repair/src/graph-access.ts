import { agreedDomains, agreedProvinces, type EvidenceWriter, isPerson, maskName, Refusal, requireCase, requireSubject, type Viewer } from '@delta/access'
import type { Catalogue, Province } from '@delta/model'
import { type Kysely } from 'kysely'
import { type CaseScope, subjectNames } from './find-cases.ts'
import type { StoredCase } from './stored-case.ts'

/** A case as a viewer is shown it. */
export interface ShownCase extends StoredCase {
  /** The subject's name; a person's is masked unless it was looked at with evidence and the agreement shows names. */
  readonly name: string | null
  /** The day that it is judged on. */
  readonly today: string
}

/** What of an item decides who may see it. */
export interface Seen {
  readonly province: Province
  readonly product: 'LIST' | 'ARCHIVE'
  readonly domain: string | null
  readonly subjectId: string
}

/** Refuses who may only look: a step is taken for a purpose that acts. */
export function requireActing({ purpose }: Viewer): void {
  if (purpose === 'analysis')
    throw new Refusal('PURPOSE_NOT_ALLOWED', 'A step of a repair case is no analysis: supervision, approval, exchange or subject-request.')
}

/** May a viewer see an item, and the cases about it? What may not be seen is as if it were not. */
export function maySee({ agreement, principal }: Viewer, { province, product, domain, subjectId }: Seen): boolean {
  const domains = agreement.domains
  return (
    agreement.provinces.includes(province) &&
    agreement.products.includes(product) &&
    (domain === null || domains === '*' || domains.includes(domain)) &&
    (agreement.subjects === 'all' || principal.role.scope === subjectId)
  )
}

/** The cases that a viewer may see, narrowed to a province and a subject. Refuses what is named and not agreed. */
export function scopeOf(
  catalogue: Catalogue,
  viewer: Viewer,
  { province, subject }: { province?: string | null | undefined; subject?: string | null | undefined },
): CaseScope {
  const own = viewer.agreement.subjects === 'own' ? viewer.principal.role.scope : null
  if (subject != null) requireSubject(viewer, subject)
  const all = catalogue.domains().map(({ code }) => code)
  return {
    provinces: agreedProvinces(viewer, province == null ? null : [province]),
    domains: agreedDomains(viewer, null, all),
    entries: viewer.agreement.products.includes('LIST'),
    penalties: viewer.agreement.products.includes('ARCHIVE'),
    subject: subject ?? own,
  }
}

/** Leaves evidence of a look at one subject's cases before anything of them is told. */
export async function lookAt(evidence: EvidenceWriter, viewer: Viewer, { product, subjectId }: Pick<Seen, 'product' | 'subjectId'>): Promise<void> {
  requireCase(viewer, subjectId)
  await evidence.look(viewer, product, [subjectId])
}

/** Puts names to cases. `looked`: the subject was looked at with evidence. */
export async function withNames<DB>(
  db: Kysely<DB>,
  viewer: Viewer,
  cases: readonly StoredCase[],
  { looked, today }: { looked: boolean; today: string },
): Promise<ShownCase[]> {
  const names = await subjectNames(db, [...new Set(cases.map(({ row }) => row.subject_id))])
  const clear = looked && viewer.agreement.personFields === 'clear'
  return cases.map(one => {
    const name = names.get(one.row.subject_id) ?? null
    return { ...one, today, name: name !== null && isPerson(one.row.subject_id) && !clear ? maskName(name) : name }
  })
}
