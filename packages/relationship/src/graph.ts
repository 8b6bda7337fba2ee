import { agreedProvinces, type EvidenceWriter, isPerson, requireProduct, requireSubject, type Viewer } from '@delta/access'
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
  type Selected,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import { type Catalogue, isProvince } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { relationAsOf } from './as-of.ts'
import { REGION, type RelationScope, relationshipsJson } from './drill.ts'
import { relationByIdJson, subjectRelationsJson } from './drill-subject.ts'
import { addRelationDrill } from './drill-types.ts'
import { addRelationLeaf } from './leaf-types.ts'
import { addSubjectRelations } from './subject-types.ts'

/** What the relationship subgraph is made of. */
export interface RelationshipGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly evidence: EvidenceWriter
  readonly limits: Limits
  readonly now: () => Date
}

const scopeOf = (
  catalogue: Catalogue,
  viewer: Viewer,
  { subjectProvince = null, looked = [] }: { subjectProvince?: string | null | undefined; looked?: readonly string[] } = {},
): RelationScope => {
  requireProduct(viewer, 'RELATIONSHIP')
  const pairs = catalogue.dimensions().flatMap(({ code, parties }) => parties.map(({ partyKind }) => ({ code, partyKind })))
  if (subjectProvince && isProvince(subjectProvince)) agreedProvinces(viewer, [subjectProvince])
  return {
    source: REGION,
    dimensions: pairs.map(pair => pair.code),
    partyKinds: pairs.map(pair => pair.partyKind),
    provinces: agreedProvinces(viewer, null),
    own: viewer.agreement.subjects === 'own',
    subjectProvince,
    clear: viewer.agreement.personFields === 'clear' ? looked.filter(isPerson) : [],
    narrowProvinces: codes => agreedProvinces(viewer, codes),
  }
}

/** The relationship subgraph: `relationships`, `relation`, `Subject.relationships` and `Subject.network`, each root field one statement. */
export function relationshipGraph(parts: RelationshipGraphParts): GraphQLSchema {
  const { catalogue, answers, evidence, limits, now } = parts
  const builder = createBuilder()
  const asOf = addAsOf(builder)
  const leaf = addRelationLeaf(builder, catalogue)
  const product = addRelationDrill(builder, leaf)
  addSubjectRelations(builder, { product, asOf }, leaf)
  builder.queryFields(t => ({
    relationships: t.field({
      type: product,
      description: 'Drill-down of the relationships.',
      args: { subjectProvince: t.arg.id({ description: 'Only relations whose subject is registered (or has its 户籍) there.' }), asOf: t.arg({ type: asOf }) },
      resolve: async (_root, { subjectProvince, asOf: then }, { viewer }, info) => {
        requireSubject(viewer, null)
        const scope = scopeOf(catalogue, viewer, { subjectProvince })
        return (await answers.one(relationAsOf(relationshipsJson(selectionOf(info), scope), readAsOf(then, now())))) as Row
      },
    }),
    relation: t.field({
      type: leaf.relation,
      nullable: true,
      args: { id: t.arg.id({ required: true }), asOf: t.arg({ type: asOf }) },
      resolve: async (_root, { id, asOf: then }, { viewer }, info) => {
        const own = viewer.agreement.subjects === 'own' ? viewer.principal.role.scope : null
        return (await answers.one(relationAsOf(relationByIdJson(selectionOf(info), id, scopeOf(catalogue, viewer), own), readAsOf(then, now())))) as Row | null
      },
    }),
  }))
  const schema = subgraphSchema(builder)
  const read = async (ids: readonly string[], selected: readonly Selected[], { viewer }: GraphContext) => {
    const scope = scopeOf(catalogue, viewer, { looked: ids })
    await evidence.look(viewer, 'RELATIONSHIP', ids)
    return (await answers.one(subjectRelationsJson(selected, ids, scope, now()))) as Row[]
  }
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read } }, limits)
  return schema
}
