import { agreedDomains, agreedProvinces, type EvidenceWriter, requireProduct, requireSubject, type Viewer } from '@delta/access'
import {
  addAsOf,
  admitSubject,
  type Answers,
  answerEntities,
  createBuilder,
  type GraphContext,
  type Limits,
  readAsOf,
  type Row,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import type { Catalogue, Day } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { listAsOf } from './as-of.ts'
import { type ListScope, listsJson } from './drill.ts'
import { addListDrill } from './drill-types.ts'
import { addListLeaf } from './leaf-types.ts'
import { entryByIdJson, subjectEntriesJson } from './look-up.ts'

/** What the list subgraph is made of. */
export interface ListGraphParts {
  readonly catalogue: Catalogue
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

/** The list subgraph: `lists`, `listEntry` and `Subject.listEntries`, each root field one statement. */
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
  const schema = subgraphSchema(builder)
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read: readSubjects(parts) } }, limits)
  return schema
}
