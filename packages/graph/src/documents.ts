import { type DocumentNode, type GraphQLSchema, specifiedRules, validate } from 'graphql'
import { limitRules } from './limit-rules.ts'
import type { Limits } from './limits.ts'
import { parseWithin } from './parse-within.ts'

/** What documents are held against. */
export interface DocumentParts {
  readonly schema: GraphQLSchema
  readonly limits: Limits
}

const MOST = 200
const LONGEST = 10_000

/** Reads documents: one that holds to schema and limits is kept, and found again by its text (unless that is very long); any other is null, for whoever can say what is wrong with it. */
export function createDocuments({ schema, limits }: DocumentParts): (text: string) => DocumentNode | null {
  const kept = new Map<string, DocumentNode>()
  const rules = [...specifiedRules, ...limitRules(limits)]
  const parse = parseWithin(limits)
  const read = (text: string): DocumentNode | null => {
    try {
      const document = parse(text, { noLocation: true })
      return validate(schema, document, rules, { maxErrors: 1 }).length === 0 ? document : null
    } catch {
      return null
    }
  }
  return text => {
    const document = kept.get(text) ?? read(text)
    kept.delete(text)
    if (document && text.length <= LONGEST) kept.set(text, document)
    if (kept.size > MOST) kept.delete(kept.keys().next().value!)
    return document
  }
}
