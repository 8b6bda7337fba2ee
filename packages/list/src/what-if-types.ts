import { addAnswerState, addConnection, byKey, type GraphBuilder, PAGE, type PageInfoRef, type Row, type RowRef } from '@delta/graph'
import type { Answer, NaturalRepair, Publicity, RuleSet, RuleUnknown, Standing, Waiting } from '@delta/model'
import type { EntryClass, Supposed, WhatIfTold } from './what-if.ts'
import { WHAT_IF_ORDER } from './what-if.ts'

/** What the answer to `whatIf` holds. */
export interface WhatIfView {
  readonly ruleSet: RuleSet
  readonly counts: object
  /** A connection for each response key of `entries`. */
  readonly rows: Row
}

/** What an answer of the law is shown by. */
interface Ruled {
  readonly answer: Pick<Answer<unknown>, 'state' | 'ruleSet' | 'article' | 'source'>
  readonly open: string | null
  readonly day?: string | null
  readonly effect?: string | null
  readonly publicity?: Publicity
}

const ofPublicity = (answer: Publicity | RuleUnknown): Ruled =>
  answer.state === 'RULE_UNKNOWN' ? { answer, open: answer.open } : { answer, open: answer.open.join('; ') || null, publicity: answer }
const ofLapse = (answer: Answer<NaturalRepair>): Ruled => ({ answer, open: answer.open, day: answer.value?.on ?? null, effect: answer.value?.effect ?? null })
const ofWaiting = (answer: Waiting): Ruled => ({ answer, open: answer.open, day: answer.value })

const addStanding = (builder: GraphBuilder) => {
  const state = addAnswerState(builder)
  const basis = (name: string, description: string) => {
    const ref = builder.objectRef<Ruled>(name).implement({
      description,
      fields: t => ({
        state: t.field({ type: state, resolve: one => one.answer.state }),
        ruleSet: t.id({ nullable: true, description: 'Which rule set says so.', resolve: one => one.answer.ruleSet }),
        article: t.string({ nullable: true, description: 'Null where the texts at hand do not tell it.', resolve: one => one.answer.article }),
        source: t.string({ nullable: true, resolve: one => one.answer.source }),
        open: t.string({ nullable: true, description: 'The doubt that is left, or why it is open.', resolve: one => one.open }),
      }),
    })
    return ref
  }
  const publicity = basis('WhatIfPublicity', 'How long the entry is published (公示期).')
  builder.objectFields(publicity, t => ({
    minUntil: t.field({ type: 'Date', nullable: true, description: 'Last day of the shortest publication.', resolve: one => one.publicity?.minUntil ?? null }),
    maxUntil: t.field({ type: 'Date', nullable: true, description: 'Last day of the longest.', resolve: one => one.publicity?.maxUntil ?? null }),
    stopsBy: t.field({
      type: 'Date',
      nullable: true,
      description: 'First day on which it is no longer published even if nobody does anything; null where it does not end by itself.',
      resolve: one => one.publicity?.stopsBy ?? null,
    }),
  }))
  const lapse = basis('WhatIfNaturalRepair', 'Repair by the lapse of time (自然修复).')
  builder.objectFields(lapse, t => ({
    on: t.field({ type: 'Date', nullable: true, description: 'From that day on the entry is not there.', resolve: one => one.day ?? null }),
    effect: t.string({ nullable: true, description: 'DELETE leaves no annotation.', resolve: one => one.effect ?? null }),
  }))
  const waiting = basis('WhatIfWaiting', 'From when repair may be applied for.')
  builder.objectFields(waiting, t => ({ on: t.field({ type: 'Date', nullable: true, resolve: one => one.day ?? null }) }))
  return builder.objectRef<Standing>('WhatIfStanding').implement({
    description: 'What the rules make of an entry, each point with the rule set and the article that say it.',
    fields: t => ({
      publicity: t.field({ type: publicity, resolve: one => ofPublicity(one.publicity) }),
      naturalRepair: t.field({ type: lapse, resolve: one => ofLapse(one.naturalRepair) }),
      mayApplyFrom: t.field({ type: waiting, resolve: one => ofWaiting(one.mayApplyFrom) }),
    }),
  })
}

const addCounts = (builder: GraphBuilder) =>
  builder.objectRef<object>('WhatIfCounts').implement({
    description: 'Of the adverse entries in force of the list.',
    fields: t => {
      const count = (name: string, description: string) => t.int({ description, resolve: one => (one as Record<string, number>)[name] ?? 0 })
      return {
        entries: count('entries', 'All of them.'),
        changed: count('changed', 'Those that the other rule set would treat otherwise.'),
        publicity: count('publicity', 'Changed in how long they are published.'),
        naturalRepair: count('naturalRepair', 'Changed in their natural repair.'),
        mayApplyFrom: count('mayApplyFrom', 'Changed in when repair may be applied for.'),
      }
    },
  })

const addRuleSet = (builder: GraphBuilder) =>
  builder.objectRef<RuleSet>('WhatIfRuleSet').implement({
    description: 'A rule set of credit repair (信用修复规则).',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name'),
      document: t.exposeString('document', { nullable: true, description: 'Number of its document.' }),
      inForceFrom: t.field({ type: 'Date', resolve: one => one.inForceFrom }),
      inForceTo: t.field({ type: 'Date', nullable: true, description: 'Last day in force.', resolve: one => one.inForceTo }),
    }),
  })

/** Adds WhatIf: which entries of a list another rule set would treat otherwise. `compare` says what is said of an entry. */
export function addWhatIf(
  builder: GraphBuilder,
  { entry, pageInfo, compare }: { entry: RowRef; pageInfo: PageInfoRef; compare: (one: EntryClass, supposed: Supposed) => WhatIfTold | null },
) {
  const standing = addStanding(builder)
  const point = builder.enumType('WhatIfPoint', {
    values: { PUBLICITY: { value: 'publicity' }, NATURAL_REPAIR: { value: 'naturalRepair' }, MAY_APPLY_FROM: { value: 'mayApplyFrom' } } as const,
  })
  const toldAt = (row: Row, key: string | number): WhatIfTold => compare(row[key] as EntryClass, row[key] as Supposed)!
  const node = builder.objectRef<Row>('WhatIfEntry').implement({
    description: 'An entry that the other rule set would treat otherwise.',
    fields: t => ({
      entry: t.field({ type: entry, resolve: byKey }),
      differs: t.field({ type: [point], description: 'In what.', resolve: (row, _args, _context, info) => toldAt(row, info.path.key).differs }),
      now: t.field({ type: standing, description: 'By the rules that hold for it.', resolve: (row, _args, _context, info) => toldAt(row, info.path.key).now }),
      instead: t.field({
        type: standing,
        description: 'As if the other rule set alone held, everywhere and always.',
        resolve: (row, _args, _context, info) => toldAt(row, info.path.key).instead,
      }),
    }),
  })
  const connection = addConnection(builder, pageInfo, {
    name: 'WhatIfEntry',
    node,
    order: WHAT_IF_ORDER,
    totalCount: 'All that would change.',
  })
  const counts = addCounts(builder)
  const ruleSet = addRuleSet(builder)
  return builder.objectRef<WhatIfView>('WhatIf').implement({
    description: 'What another rule set would change in a list.',
    fields: t => ({
      ruleSet: t.field({ type: ruleSet, resolve: one => one.ruleSet }),
      counts: t.field({ type: counts, resolve: one => one.counts }),
      entries: t.field({
        type: connection,
        args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
        resolve: (one, _args, _context, info) => one.rows[info.path.key] as Row,
      }),
    }),
  })
}
