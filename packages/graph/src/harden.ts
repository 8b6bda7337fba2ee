import type { Viewer } from '@delta/access'
import type { ExecutionArgs, ExecutionResult } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { limitRules } from './limit-rules.ts'
import type { Limits } from './limits.ts'
import { parseWithin } from './parse-within.ts'
import { refuse, shownError } from './refusal.ts'
import type { HeadStart } from './lane.ts'
import { type Caller, createWeigh, type HardenParts } from './weigh.ts'

type Execute = (args: ExecutionArgs) => ExecutionResult | Promise<ExecutionResult> | AsyncIterable<ExecutionResult>

const within =
  (limits: Limits, execute: Execute): Execute =>
  async args => {
    const { promise: late, resolve } = Promise.withResolvers<ExecutionResult>()
    const timer = setTimeout(
      () => resolve({ errors: [refuse('TIME_LIMIT', `An answer takes at most ${limits.timeMs} ms.`, { limit: limits.timeMs })] }),
      Math.max(0, limits.timeMs - ((args.contextValue as Partial<HeadStart>).spent?.() ?? 0)),
    )
    try {
      return await Promise.race([execute(args) as Promise<ExecutionResult>, late])
    } finally {
      clearTimeout(timer)
    }
  }

/** Has anything been answered? Then the response is a success with errors in it, and clients read its data: 200. */
const holdsData = (value: unknown): boolean =>
  typeof value === 'object' && value !== null ? Object.values(value).some(holdsData) : value !== null && value !== undefined

/** An event stream is answered with 200 and tells its errors inside (GraphQL over SSE): its clients would not see them otherwise. */
const takesOnlyStreams = ({ streams, header }: Caller): boolean => streams && !/json|\*\/\*|application\/\*/.test(header('accept') ?? '')

/** The plugin that hardens a GraphQL server. It expects `caller` in the server context and adds `viewer` to it. */
export function harden(parts: HardenParts): Plugin<{ caller: Caller; viewer?: Viewer }, { caller: Caller }> {
  const { limits } = parts
  const rules = limitRules(limits)
  const parseHere = parseWithin(limits)
  const weigh = createWeigh(parts)
  return {
    onParse: ({ setParseFn }) => setParseFn(parseHere),
    onValidate: ({ addValidationRule }) => {
      for (const rule of rules) addValidationRule(rule)
      return ({ valid, result, setResult }) => {
        if (valid) return
        const shown = (result as readonly Error[]).map(error => shownError(error))
        const limited = shown.filter(error => error.extensions['code'] !== 'VALIDATION_FAILED')
        setResult(limited.length > 0 ? limited : shown)
      }
    },
    onExecute: ({ args, executeFn, setExecuteFn, setResultAndStopExecution, extendContext }) => {
      try {
        const viewer = weigh(args, args.contextValue.caller)
        if (viewer) extendContext({ viewer })
      } catch (error) {
        return setResultAndStopExecution({ errors: [shownError(error)] })
      }
      setExecuteFn(within(limits, executeFn as Execute) as typeof executeFn)
    },
    onResultProcess: ({ result, serverContext }) => {
      if ('errors' in result && (takesOnlyStreams(serverContext.caller) || holdsData((result as ExecutionResult).data)))
        for (const error of (result as ExecutionResult).errors ?? []) delete error.extensions['http']
    },
    onSubscribe: ({ args, subscribeFn, setSubscribeFn, setResultAndStopExecution, extendContext }) => {
      try {
        const viewer = weigh(args as ExecutionArgs, args.contextValue.caller)
        if (viewer) extendContext({ viewer })
      } catch (error) {
        return setResultAndStopExecution({ errors: [shownError(error)] })
      }
      setSubscribeFn(within(limits, subscribeFn as Execute) as typeof subscribeFn)
    },
  }
}
