import type { Viewer } from '@delta/access'
import type { ListFilter, ListFilterAsked, WatchBook } from '@delta/list'
import { problemOf } from './admission.ts'

/** What an owner may see of the list. */
export interface WebhookScope {
  readonly filter: ListFilter
  readonly book: WatchBook | null
}

/** Who an owner is now, and what it may see of what it asked for: asked anew with each message. */
export interface WebhookRights {
  /** The owner under its agreement in force; null where there is none. */
  readonly viewerOf: (owner: string) => Promise<Viewer | null> | Viewer | null
  /** Throws a refusal (with a code that is safe to show) where it may not. */
  readonly scope: (viewer: Viewer, asked: ListFilterAsked) => Promise<WebhookScope>
}

/** An expected no. */
export interface Refused {
  readonly refused: string
  readonly message: string
}

/** A filter as text, the same for the same filter. */
export const scopeText = (filter: ListFilter): string =>
  JSON.stringify(filter, (_, value: unknown) => (value instanceof Set ? [...(value as Set<string>)].toSorted() : value))

/** What an owner may see of what it asked for, or why it may not. */
export async function scopeOf({ viewerOf, scope }: WebhookRights, owner: string, asked: ListFilterAsked): Promise<WebhookScope | Refused> {
  const viewer = await viewerOf(owner)
  if (!viewer) return { refused: 'NOT_AGREED', message: 'No agreement in force for this role.' }
  try {
    return await scope(viewer, asked)
  } catch (error) {
    const { problem, expected } = problemOf(error)
    if (!expected) throw error
    return { refused: problem.code, message: problem.detail }
  }
}
