import { agreedProvinces, type EvidenceWriter, isPerson, requireAccesses, requireProduct, requireSubject, type Viewer } from '@delta/access'
import {
  addAsOf,
  admitSubject,
  type Answers,
  answerEntities,
  byKey,
  createBuilder,
  type GraphBuilder,
  type GraphContext,
  type Limits,
  PAGE,
  readAsOf,
  refuse,
  type Row,
  type Selected,
  selectionOf,
  SUBJECT_ID,
  subgraphSchema,
} from '@delta/graph'
import { type Catalogue, readCode } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { addAccess } from './access-types.ts'
import { archiveAsOf } from './as-of.ts'
import { archivesJson, type ArchiveScope, type ArchiveTree } from './drill.ts'
import { subjectByIdJson, subjectOfJson, subjectsByIdJson } from './drill-subject.ts'
import { addArchiveDrill, addSubjectArchive } from './drill-types.ts'
import { personIndicators } from './leaf.ts'
import { addArchiveLeaf, type ArchiveLeafTypes } from './leaf-types.ts'
import { matchesJson } from './match.ts'
import { addMatch } from './match-types.ts'
import { marksIn } from './nested-look.ts'

/** What the archive subgraph is made of. */
export interface ArchiveGraphParts {
  readonly catalogue: Catalogue
  readonly answers: Answers
  readonly evidence: EvidenceWriter
  readonly limits: Limits
  readonly now: () => Date
  /** Today in Asia/Shanghai. */
  readonly today: () => string
  /** The region's pseudonym of a person's number. */
  readonly pseudonym: (idType: string, number: string) => string
}

const treeOf = (catalogue: Catalogue): ArchiveTree => {
  const all = catalogue.indicators()
  return { kinds: all.map(one => one.kind), categories: all.map(one => one.category), indicators: all.map(one => one.code) }
}

const createScopes = ({ catalogue }: ArchiveGraphParts) => {
  const persons = personIndicators(catalogue)
  const tree = treeOf(catalogue)
  return (viewer: Viewer, clear: readonly string[] = []): ArchiveScope => {
    requireProduct(viewer, 'ARCHIVE')
    const scope: ArchiveScope = {
      persons,
      tree,
      clear: viewer.agreement.personFields === 'clear' ? clear : [],
      provinces: agreedProvinces(viewer, null),
      requireAccesses: () => requireAccesses(viewer),
      narrowProvinces: codes => agreedProvinces(viewer, codes),
      subject: (selected, id) => subjectOfJson(selected, id, scope),
    }
    return scope
  }
}

const addSubject = (builder: GraphBuilder, leaf: ArchiveLeafTypes): void => {
  const { subject, kind, province, terms } = leaf
  const subKind = builder.enumType('SubjectSubKind', {
    values: { INDIVIDUAL_BUSINESS: { description: '个体工商户' }, COOPERATIVE: { description: '合作社' } } as const,
  })
  const archive = addSubjectArchive(builder, leaf)
  const accesses = addAccess(builder, leaf.pageInfo)
  subject.implement({
    description:
      'Whom records are about. A legal person’s id is its 统一社会信用代码 (ORG: or REG: and an older number where that is all there is), a natural person’s a pseudonym (NP:).',
    fields: t => ({
      id: t.id({ resolve: byKey }),
      kind: t.field({ type: kind, nullable: true, resolve: byKey }),
      subKind: t.field({ type: subKind, nullable: true, resolve: byKey }),
      name: t.string({ nullable: true, shareable: true, description: 'The registered name, else the stated one; a person’s is masked.', resolve: byKey }),
      identifier: t.string({ nullable: true, description: 'The code or number; a person’s is masked.', resolve: byKey }),
      province: t.field({
        type: province,
        nullable: true,
        description: 'Of the registrar, or of the 户籍; null where not known.',
        resolve: terms.provinceOrNull,
      }),
      division: t.string({ nullable: true, description: 'GB/T 2260, as of registration.', resolve: byKey }),
      registered: t.boolean({ nullable: true, description: 'A registrar has stated its name.', resolve: byKey }),
      supersededBy: t.id({
        nullable: true,
        description: 'Of an older number: the subject under whose 统一社会信用代码 it goes on. What stands under the older number counts as that one’s.',
        resolve: byKey,
      }),
      formerIds: t.idList({ nullable: true, description: 'Older numbers under which records of this subject stand.', resolve: byKey }),
      archive: t.field({ type: archive, nullable: true, resolve: byKey }),
      accesses: t.field({
        type: accesses,
        nullable: true,
        description: 'Who has looked at a person, newest first: told to the person itself and to the operator.',
        args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
        resolve: byKey,
      }),
    }),
  })
  builder.asEntity(subject, {
    key: builder.selection<{ id: string }>('id'),
    resolveReference: () => {
      throw new Error('references are answered by _entities')
    },
  })
}

/** The archive subgraph: `archives`, `subject`, `subjects` and the base of Subject, each root field one statement. */
export function archiveGraph(parts: ArchiveGraphParts): GraphQLSchema {
  const { answers, evidence, limits, now } = parts
  const scopeOf = createScopes(parts)
  const builder = createBuilder()
  const asOf = addAsOf(builder)
  const leaf = addArchiveLeaf(builder, parts)
  const product = addArchiveDrill(builder, leaf)
  addSubject(builder, leaf)
  const { match, connection } = addMatch(builder, leaf.pageInfo, leaf.subject)

  const look = async (viewer: Viewer, ids: readonly string[]): Promise<ArchiveScope> => {
    const scope = scopeOf(viewer, ids.filter(isPerson))
    for (const id of ids) requireSubject(viewer, id)
    await evidence.look(viewer, 'ARCHIVE', ids)
    return scope
  }

  builder.queryFields(t => ({
    archives: t.field({
      type: product,
      description:
        'Drill-down of the credit archives. Where it goes on to the identifier, division or archive of persons, they are looked at: it needs Delta-Case, and leaves evidence.',
      args: { asOf: t.arg({ type: asOf }) },
      resolve: async (_root, { asOf: then }, { viewer }, info) => {
        requireSubject(viewer, null)
        const answer = await answers.one(archiveAsOf(archivesJson(selectionOf(info), scopeOf(viewer)), readAsOf(then, now())))
        await evidence.look(viewer, 'ARCHIVE', marksIn(answer))
        return answer as Row
      },
    }),
    subject: t.field({
      type: leaf.subject,
      nullable: true,
      description:
        'One subject. A person needs Delta-Case and leaves evidence. `asOf` holds for what the archives tell of it; `relationships`, `network` and `listEntries` take their own.',
      args: { id: t.arg.id({ required: true }), asOf: t.arg({ type: asOf }) },
      resolve: async (_root, { id, asOf: then }, { viewer }, info) => {
        if (!SUBJECT_ID.test(id)) return null
        const moment = readAsOf(then, now())
        return (await answers.one(archiveAsOf(subjectByIdJson(selectionOf(info), id, await look(viewer, [id])), moment))) as Row | null
      },
    }),
    subjects: t.field({
      type: connection,
      description: 'Subjects that fit a code (exact) or a name, best first, each score explained. A resident’s number needs Delta-Case and leaves evidence.',
      args: { match: t.arg({ type: match, required: true }), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) => {
        const { code, name } = args.match
        if (!code?.trim() && !name?.trim()) throw refuse('BAD_ARGUMENT', 'match needs a code or a name.')
        if ((code?.length ?? 0) > 100 || (name?.length ?? 0) > 200) throw refuse('BAD_ARGUMENT', 'A code is at most 100 characters, a name at most 200.')
        const reading = code?.trim() ? readCode(code, { today: parts.today(), pseudonym: parts.pseudonym }) : { ids: [], orgCode: null }
        if (viewer.agreement.subjects === 'own' && (name || reading.orgCode !== null || reading.ids.length === 0)) requireSubject(viewer, null)
        const scope = await look(viewer, reading.ids)
        const field: Selected = { key: 'subjects', name: 'subjects', args, children: selectionOf(info) }
        return (await answers.one(matchesJson(field, { ...reading, name: name?.trim() ? name : null }, scope))) as Row
      },
    }),
  }))

  const schema = subgraphSchema(builder)
  const read = async (ids: readonly string[], selected: readonly Selected[], { viewer }: GraphContext) =>
    (await answers.one(subjectsByIdJson(selected, ids, await look(viewer, ids)))) as Row[]
  answerEntities(schema, { Subject: { key: 'id', form: SUBJECT_ID, admit: admitSubject, read } }, limits)
  return schema
}
