import { agreedDomains, agreedProvinces, type EvidenceWriter, requireProduct, requireSubject, type Viewer } from '@delta/access'
import {
  addAsOf,
  admitSubject,
  type Answers,
  answerEntities,
  createBuilder,
  type GraphBuilder,
  type GraphContext,
  jsonObject,
  type Limits,
  readAsOf,
  refuse,
  type Row,
  type Selected,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import type { Catalogue, Day, RepairLaw } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { listAsOf } from './as-of.ts'
import { type ListScope, listsJson } from './drill.ts'
import { addListDrill } from './drill-types.ts'
import { addListLeaf, type ListLeafTypes } from './leaf-types.ts'
import { entryByIdJson, subjectEntriesJson } from './look-up.ts'
import { changedEntriesJson, countWhatIf, createComparison, type EntryClass, entryClassesJson } from './what-if.ts'
import { addWhatIf, type WhatIfView } from './what-if-types.ts'

/** What the list subgraph is made of. */
export interface ListGraphParts {
  readonly catalogue: Catalogue
  readonly law: RepairLaw
  readonly answers: Answers
  readonly evidence: EvidenceWriter
  readonly limits: Limits
  readonly now: () => Date
  /** Today in Asia/Shanghai. */
  readonly today: () => Day
}

interface ListsArgs {
  readonly polarity?: readonly string[] | null | undefined
  readonly areas?: readonly string[] | null | undefined
}

const scopeOf = (catalogue: Catalogue, viewer: Viewer, { polarity, areas }: ListsArgs = {}): ListScope => {
  requireProduct(viewer, 'LIST')
  const domains = catalogue.domains()
  const chosen = domains
    .filter(domain => (!polarity || polarity.includes(domain.polarity)) && (!areas || areas.includes(domain.area)))
    .map(domain => domain.code)
  return {
    domains: agreedDomains(viewer, null, chosen),
    provinces: agreedProvinces(viewer, null),
    agreed: {
      domains: agreedDomains(
        viewer,
        null,
        domains.map(domain => domain.code),
      ),
      provinces: agreedProvinces(viewer, null),
    },
    narrowDomains: codes => agreedDomains(viewer, codes, chosen),
    narrowProvinces: codes => agreedProvinces(viewer, codes),
  }
}

/** The subjects of a batch, each looked at with evidence before anything is read. */
const readSubjects =
  ({ catalogue, answers, evidence, now }: ListGraphParts) =>
  async (ids: readonly string[], selected: Parameters<typeof subjectEntriesJson>[0], { viewer }: GraphContext) => {
    const scope = scopeOf(catalogue, viewer)
    await evidence.look(viewer, 'LIST', ids)
    return (await answers.one(subjectEntriesJson(selected, ids, scope, now(), viewer.agreement.personFields === 'clear' ? ids : []))) as Row[]
  }

const addWhatIfQuery = (builder: GraphBuilder, { catalogue, law, answers, today }: ListGraphParts, leaf: ListLeafTypes): void => {
  const compare = createComparison(law, unit => catalogue.unit(unit)?.function ?? null)
  const type = addWhatIf(builder, { ...leaf, compare })
  builder.queryField('whatIf', t =>
    t.field({
      type,
      description: 'Which adverse entries in force of a list another rule set of credit repair would treat otherwise, if repair were applied for today.',
      args: {
        ruleSet: t.arg.id({ required: true, description: `One of ${law.ruleSets.map(one => one.id).join(', ')}.` }),
        domain: t.arg.id({ required: true, description: 'The list.' }),
        provinces: t.arg.idList({ description: 'Of the finding.' }),
      },
      resolve: async (_root, { ruleSet: id, domain, provinces: codes }, { viewer }, info): Promise<WhatIfView> => {
        requireSubject(viewer, null)
        const ruleSet = law.ruleSets.find(one => one.id === id)
        if (!ruleSet) throw refuse('BAD_ARGUMENT', `A rule set is one of ${law.ruleSets.map(one => one.id).join(', ')}.`)
        if (catalogue.domain(domain) === null) throw refuse('BAD_ARGUMENT', 'A list is a domain of the catalogue: B05.')
        const scope = scopeOf(catalogue, viewer)
        scope.narrowDomains([domain])
        const provinces = scope.narrowProvinces(codes)
        const supposed = { ruleSet: id, appliedOn: today() }
        const classes = (await answers.one(entryClassesJson(domain, provinces))) as EntryClass[]
        const { changed, counts } = countWhatIf(classes, one => compare(one, supposed))
        const pages = selectionOf(info).filter(field => field.name === 'entries')
        const entries = (field: Selected) => changedEntriesJson(field, changed, { domain, provinces, supposed, scope })
        return { ruleSet, counts, rows: pages.length === 0 ? {} : ((await answers.one(jsonObject(pages, { entries }))) as Row) }
      },
    }),
  )
}

/** The list subgraph: `lists`, `listEntry`, `whatIf` (which reads first what the law may tell apart, then a page) and `Subject.listEntries`, each root field one statement. */
export function listGraph(parts: ListGraphParts): GraphQLSchema {
  const { catalogue, answers, limits, now } = parts
  const builder = createBuilder()
  const asOf = addAsOf(builder)
  const leaf = addListLeaf(builder, parts, asOf)
  const product = addListDrill(builder, leaf)
  builder.queryFields(t => ({
    lists: t.field({
      type: product,
      description: 'Drill-down of the red and black lists.',
      args: { polarity: t.arg({ type: [leaf.polarity] }), areas: t.arg.idList(), asOf: t.arg({ type: asOf }) },
      resolve: async (_root, args, { viewer }, info) => {
        requireSubject(viewer, null)
        return (await answers.one(listAsOf(listsJson(selectionOf(info), scopeOf(catalogue, viewer, args)), readAsOf(args.asOf, now())))) as Row
      },
    }),
    listEntry: t.field({
      type: leaf.entry,
      nullable: true,
      args: { id: t.arg.id({ required: true }), asOf: t.arg({ type: asOf }) },
      resolve: async (_root, { id, asOf: then }, { viewer }, info) => {
        const own = viewer.agreement.subjects === 'own' ? viewer.principal.role.scope : null
        return (await answers.one(listAsOf(entryByIdJson(selectionOf(info), id, scopeOf(catalogue, viewer), own), readAsOf(then, now())))) as Row | null
      },
    }),
  }))
  addWhatIfQuery(builder, parts, leaf)
  const schema = subgraphSchema(builder)
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read: readSubjects(parts) } }, limits)
  return schema
}
