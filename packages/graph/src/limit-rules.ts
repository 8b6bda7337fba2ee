import { maxAliasesRule } from '@escape.tech/graphql-armor-max-aliases'
import { maxDepthRule } from '@escape.tech/graphql-armor-max-depth'
import { maxDirectivesRule } from '@escape.tech/graphql-armor-max-directives'
import type { ValidationContext, ValidationRule } from 'graphql'
import type { Limits } from './limits.ts'
import { type GraphRefusalCode, refuse } from './refusal.ts'

/** Validation rules for depth, aliases and directives, counted by graphql-armor and told with this project's codes. */
export function limitRules(limits: Limits): ValidationRule[] {
  const told = (code: GraphRefusalCode, limit: number, text: string) => ({
    propagateOnRejection: false,
    exposeLimits: true,
    onReject: [(context: ValidationContext | null) => context?.reportError(refuse(code, text, { limit }))],
  })
  return [
    maxDepthRule({ n: limits.depth, flattenFragments: true, ...told('DEPTH_LIMIT', limits.depth, `A document is at most ${limits.depth} fields deep.`) }),
    maxAliasesRule({ n: limits.aliases, allowList: [], ...told('ALIAS_LIMIT', limits.aliases, `A document has at most ${limits.aliases} aliases.`) }),
    maxDirectivesRule({ n: limits.directives, ...told('DIRECTIVE_LIMIT', limits.directives, `A document has at most ${limits.directives} directives.`) }),
  ] as ValidationRule[]
}
