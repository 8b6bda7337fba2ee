import { type Gate, type HeaderReader, Refusal, type Viewer } from '@delta/access'
import { filterFor, isOpen, type ListFilter, type ListFilterAsked, type ListTables, openWatchBook, type WatchBook, watchOwner } from '@delta/list'
import { type Catalogue, type Day, shanghaiDay } from '@delta/model'
import type { Kysely } from 'kysely'
import { GraphQLError } from 'graphql'
import { type Problem, problem } from './problem.ts'

/** Who asks, and what of the list it may see. */
interface Admitted {
  readonly viewer: Viewer
  readonly filter: ListFilter
  readonly book: WatchBook | null
  /** Why it may not any more; null while it may. */
  readonly refused: () => Promise<string | null>
}

/** What admits. */
export interface AdmissionParts {
  readonly gate: Gate
  readonly catalogue: Catalogue
  readonly db: Kysely<ListTables>
  readonly now: () => Date
}

/** Admits who may see the list, for every way of listening. */
export interface Admission {
  /** By the request's headers. Throws a Refusal, or a GraphQLError where the filter is not one. */
  admit(header: HeaderReader, asked: ListFilterAsked): Promise<Admitted>
  /** What a viewer that is admitted already may see. */
  scope(viewer: Viewer, asked: ListFilterAsked): Promise<{ filter: ListFilter; book: WatchBook | null }>
}

const LOOK_EVERY = 1_000

/** Makes the admission. Stored sets are kept in memory while somebody listens by them. */
export function createAdmission({ gate, catalogue, db, now: clock }: AdmissionParts): Admission {
  const books = new Map<string, WeakRef<WatchBook>>()
  const bookOf = async (owner: string, id: string): Promise<WatchBook> => {
    if ((await watchOwner(db, id)) !== owner) throw new Refusal('NOT_AGREED', 'There is no such watch of yours.')
    const book = books.get(id)?.deref() ?? openWatchBook(db, id)
    books.set(id, new WeakRef(book))
    await book.refresh()
    return book
  }
  const scope = async (viewer: Viewer, asked: ListFilterAsked): Promise<{ filter: ListFilter; book: WatchBook | null }> => {
    const filter = filterFor(catalogue, viewer, asked, shanghaiDay(clock()))
    return { filter, book: filter.watch === null ? null : await bookOf(viewer.principal.role.text, filter.watch) }
  }
  return {
    scope,
    admit: async (header, asked) => {
      const viewer = gate.admit(await gate.identify(header), header)
      const scoped = await scope(viewer, asked)
      const before = JSON.stringify(viewer.agreement)
      let day = shanghaiDay(clock())
      const recognises = (filter: ListFilter): string => [...(filter.recognised?.findings ?? [])].join()
      let lookedAt = performance.now()
      return {
        viewer,
        ...scoped,
        refused: async () => {
          if (performance.now() - lookedAt < LOOK_EVERY) return null
          lookedAt = performance.now()
          try {
            const now = gate.admit(await gate.identify(header), header)
            // Another agreement may show less: the subscriber connects again, under it.
            if (JSON.stringify(now.agreement) !== before) return 'AGREEMENT_CHANGED'
            const today: Day = shanghaiDay(clock())
            if (today === day) return null
            day = today
            return recognises(filterFor(catalogue, viewer, asked, day)) === recognises(scoped.filter) ? null : 'RECOGNITION_CHANGED'
          } catch (error) {
            if (error instanceof Refusal) return error.code
            throw error
          }
        },
      }
    },
  }
}

const NAMES = ['domain', 'area', 'province', 'polarity', 'recognition', 'recognisedIn', 'watch', 'division'] as const
const MANY = ['domain', 'area', 'province', 'polarity', 'recognition'] as const

/** Reads a filter from a query; `others` are names that the address also knows. A name that there is not is refused: a filter that was misspelt must not show everything. */
export function filterAsked(query: URLSearchParams, others: readonly string[]): ListFilterAsked {
  for (const name of query.keys()) {
    if (![...NAMES, ...others].includes(name)) throw problemError(problem('BAD_ARGUMENT', `The address knows ${[...NAMES, ...others].join(', ')}.`))
  }
  const many = Object.fromEntries(
    MANY.map(name => [
      name,
      query
        .getAll(name)
        .flatMap(text => text.split(','))
        .filter(Boolean),
    ]),
  )
  return { ...many, recognisedIn: query.get('recognisedIn'), division: query.get('division'), watch: query.get('watch') }
}

/** The filter as a query, for an address that shows the same. */
function filterQuery({ domains, provinces, polarities, division, recognised, watch }: ListFilter): string {
  const query = new URLSearchParams()
  for (const [name, codes] of [
    ['domain', domains],
    ['province', provinces],
    ['polarity', polarities],
  ] as const)
    if (codes) query.set(name, [...codes].join())
  if (division !== null) query.set('division', division)
  if (recognised !== null) {
    query.set('recognisedIn', recognised.in)
    query.set('recognition', recognised.effects.join())
  }
  if (watch !== null) query.set('watch', watch)
  return query.toString()
}

/** Where a snapshot with a filter is. */
export const snapshotPath = (filter: ListFilter): string => `/snapshots/lists${isOpen(filter) ? '' : `?${filterQuery(filter)}`}`

class ProblemError extends Error {
  readonly problem: Problem
  readonly safe = true
  constructor(refused: Problem) {
    super(refused.detail)
    this.problem = refused
  }
}

/** A refusal to be thrown. */
export const problemError = (refused: Problem): Error => new ProblemError(refused)

/** What is told of an error: a refusal as it is, anything else as INTERNAL, with null for who must not be told more. */
export function problemOf(error: unknown): { problem: Problem; expected: boolean } {
  if (error instanceof ProblemError) return { problem: error.problem, expected: true }
  if (error instanceof Refusal)
    return { problem: { type: 'about:blank', status: error.status, title: 'Refused', code: error.code, detail: error.message }, expected: true }
  if (error instanceof GraphQLError && typeof error.extensions['code'] === 'string') {
    return { problem: { ...problem('BAD_ARGUMENT', error.message), code: error.extensions['code'] }, expected: true }
  }
  return { problem: problem('INTERNAL', 'Something went wrong here; it has been logged.'), expected: false }
}
