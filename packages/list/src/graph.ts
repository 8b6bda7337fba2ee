import { agreedDomains, agreedProvinces, type EvidenceWriter, requireProduct, requireSubject, type Viewer } from '@delta/access'
import {
  admitSubject,
  type Answers,
  answerEntities,
  createBuilder,
  type GraphContext,
  type Limits,
  type Row,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import type { Catalogue, Day } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
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
  ({ catalogue, answers, evidence }: ListGraphParts) =>
  async (ids: readonly string[], selected: Parameters<typeof subjectEntriesJson>[0], { viewer }: GraphContext) => {
    const scope = scopeOf(catalogue, viewer)
    await evidence.look(viewer, 'LIST', ids)
    return (await answers.one(subjectEntriesJson(selected, ids, scope, viewer.agreement.personFields === 'clear' ? ids : []))) as Row[]
  }

/** The list subgraph: `lists`, `listEntry` and `Subject.listEntries`, each root field one statement. */
export function listGraph(parts: ListGraphParts): GraphQLSchema {
  const { catalogue, answers, limits } = parts
  const builder = createBuilder()
  const leaf = addListLeaf(builder, parts)
  const product = addListDrill(builder, leaf)
  builder.queryFields(t => ({
    lists: t.field({
      type: product,
      description: 'Drill-down of the red and black lists.',
      args: { polarity: t.arg({ type: [leaf.polarity] }), areas: t.arg.idList() },
      resolve: async (_root, args, { viewer }, info) => {
        requireSubject(viewer, null)
        return (await answers.one(listsJson(selectionOf(info), scopeOf(catalogue, viewer, args)))) as Row
      },
    }),
    listEntry: t.field({
      type: leaf.entry,
      nullable: true,
      args: { id: t.arg.id({ required: true }) },
      resolve: async (_root, { id }, { viewer }, info) => {
        const own = viewer.agreement.subjects === 'own' ? viewer.principal.role.scope : null
        return (await answers.one(entryByIdJson(selectionOf(info), id, scopeOf(catalogue, viewer), own))) as Row | null
      },
    }),
  }))
  const schema = subgraphSchema(builder)
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read: readSubjects(parts) } }, limits)
  return schema
}
