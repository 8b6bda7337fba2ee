import { randomBytes } from 'node:crypto'
import type { Viewer } from '@delta/access'
import { type GraphBuilder, refuse, SUBJECT_ID } from '@delta/graph'
import { keepWatch, type KeptWatch, type ListTables, listWatches, MOST_WATCHED, type WatchEdit } from '@delta/list'
import type { Kysely } from 'kysely'

/** What stored sets are kept with. */
export interface GraphWatchParts {
  readonly db: Kysely<ListTables>
  readonly now: () => Date
  /** The owner that a viewer stands for. Refuses who may not see the list. */
  readonly ownerOf: (viewer: Viewer) => string
}

const NAME = /^[^\p{C}]{1,64}$/u
const EDITS = ['set', 'add', 'remove'] as const

const newId = (): string => `ws_${randomBytes(16).toString('hex')}`

const checkEdit = (name: string, edit: WatchEdit): void => {
  if (!NAME.test(name) || name.trim() !== name) throw refuse('BAD_ARGUMENT', 'A watch has a name of 1 to 64 characters.', { limit: 64 })
  for (const part of EDITS) {
    const wrong = edit[part]?.findIndex(id => !SUBJECT_ID.test(id)) ?? -1
    if (wrong >= 0) throw refuse('BAD_ARGUMENT', `${part} holds what is no subject id, first at place ${wrong}.`, { found: wrong })
  }
}

/** Adds `watches` and `keepWatch`. */
export function addWatches(builder: GraphBuilder, { db, now, ownerOf }: GraphWatchParts): void {
  const watch = builder.objectRef<Pick<KeptWatch, 'id' | 'name' | 'count'>>('Watch').implement({
    description: 'A stored set of subjects, for filters. Only its owner may use it.',
    fields: t => ({ id: t.exposeID('id'), name: t.exposeString('name'), count: t.exposeInt('count') }),
  })
  const kept = builder.objectRef<KeptWatch>('KeptWatch').implement({
    description: 'A stored set after it was changed.',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name'),
      count: t.exposeInt('count'),
      seq: t.exposeFloat('seq', { description: 'Changes of the list up to this number are seen with the set as it was before, later ones with the new one.' }),
    }),
  })
  builder.queryFields(t => ({
    watches: t.field({ type: [watch], description: 'Your stored sets, by name.', resolve: (_root, _args, { viewer }) => listWatches(db, ownerOf(viewer)) }),
  }))
  builder.mutationFields(t => ({
    keepWatch: t.field({
      type: kept,
      description: `Makes or changes your stored set of that name: \`set\` replaces its subjects, then \`add\` and \`remove\` are done. It holds at most ${MOST_WATCHED.toLocaleString('en')} subjects; a request takes 256 KB, which is some 11,000 credit codes or 4,000 pseudonyms of persons, so a larger set is made by several calls with \`add\`. Send the ids as variables. Streams that use the set are told at once what enters and what leaves.`,
      args: { name: t.arg.string({ required: true }), set: t.arg.idList(), add: t.arg.idList(), remove: t.arg.idList() },
      resolve: async (_root, { name, ...edit }, { viewer }) => {
        const owner = ownerOf(viewer)
        checkEdit(name, edit)
        const done = await keepWatch(db, { owner, name, edit, newId, now })
        if (!done) throw refuse('BAD_ARGUMENT', `A watch holds at most ${MOST_WATCHED} subjects.`, { limit: MOST_WATCHED })
        return done
      },
    }),
  }))
}
