import { jsonConnection, jsonObject, type Json, pageOf, refuse, type Selected } from '@delta/graph'
import { normaliseName } from '@delta/model'
import { type RawBuilder, sql } from 'kysely'
import type { ArchiveScope } from './drill.ts'
import { subjectJson } from './drill-subject.ts'
import { nameForms } from './name-forms.ts'

/** Order of matches: best score first, then id. */
export const MATCH_ORDER = 'subject.match'

/** Candidates that one rule may bring: what a name begins with may fit very many. */
const MOST_CANDIDATES = 500
const LAST = '\u{10FFFF}'

/** What to match: ids that a code stands for (already looked up or made pseudonyms), organisation codes, and a name. */
export interface MatchRequest {
  readonly ids: readonly string[]
  readonly orgCode: string | null
  readonly name: string | null
}

const startsWith = (column: string, text: string): RawBuilder<unknown> => sql`${sql.ref(column)} ~>=~ ${text} and ${sql.ref(column)} ~<~ ${text + LAST}`

/** How many characters of the found name the query covers: what a match that is only a beginning earns. */
const covered = (column: string, length: number): RawBuilder<unknown> => sql`${length}::numeric / greatest(length(${sql.ref(column)}), 1)`

const NONE = sql`0::numeric`

const rule = (
  name: string,
  base: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
  extra: RawBuilder<unknown> = NONE,
  by: RawBuilder<unknown> = sql`c.id`,
): RawBuilder<unknown> =>
  sql`(select c.id, ${sql.lit(name)} as rule, ${base} as base, ${extra} as extra from subject c where ${where} order by ${by} limit ${MOST_CANDIDATES})`

/** Candidates whose `column` begins with `text`, in the order of its index. */
const beginning = (name: string, base: RawBuilder<unknown>, share: RawBuilder<unknown>, column: string, text: string): RawBuilder<unknown> =>
  rule(name, base, startsWith(column, text), sql`${share} * ${covered(column, text.length)}`, sql`${sql.ref(column)} using ~<~`)

const SUFFIXES = ['', '公司', '有限公司', '有限责任公司', '股份公司', '股份有限公司']

const nameRules = (name: string): RawBuilder<unknown>[] => {
  const { norm, simplified, initials } = nameForms(name)
  if (norm.length < 2) return []
  const stem = nameForms(normaliseName(simplified)).simplified
  const letters = /^[A-Z0-9]{3,}$/.test(norm)
  return [
    rule('NAME_EXACT', sql`1.0`, sql`c.name_norm = ${norm}`),
    rule('NAME_SCRIPT', sql`0.97`, sql`c.name_simplified = ${simplified}`),
    ...(stem.length < 2
      ? []
      : [
          rule('NAME_SUFFIX', sql`0.92`, sql`c.name_simplified = any(${SUFFIXES.map(suffix => stem + suffix)}::text[])`),
          beginning('NAME_BEGINNING', sql`0.6`, sql`0.3`, 'c.name_simplified', stem),
        ]),
    ...(letters
      ? [
          rule('INITIALS_EXACT', sql`0.55`, sql`c.name_initials = ${initials}`),
          beginning('INITIALS_BEGINNING', sql`0.3`, sql`0.2`, 'c.name_initials', initials),
        ]
      : []),
  ]
}

const codeRules = ({ ids, orgCode }: MatchRequest): RawBuilder<unknown>[] => [
  ...(ids.length > 0 ? [rule('CODE', sql`1.0`, sql`c.id = any(${ids}::text[])`)] : []),
  ...(orgCode === null ? [] : [rule('CODE_ORGANISATION', sql`0.99`, sql`c.org_code = ${orgCode}`)]),
]

/** Subjects that fit a code or a name, best first, as a connection; each edge tells its score and the rule that gave it. Null where nothing can be matched at all. */
export function matchesJson(field: Selected, request: MatchRequest, scope: ArchiveScope): Json {
  const page = pageOf(field, MATCH_ORDER, 2)
  const rules = [...codeRules(request), ...(request.name === null ? [] : nameRules(request.name))]
  const candidates =
    rules.length > 0 ? sql.join(rules, sql` union all `) : sql`select null::text as id, '' as rule, 0::numeric as base, 0::numeric as extra where false`
  const best = sql`select distinct on (id) id, rule, base, round(extra, 4) as extra, round(base + extra, 4) as score from (${candidates}) x order by id, base + extra desc`
  if (page.after && !/^\d(\.\d{1,4})?$/.test(page.after[0] ?? ''))
    throw refuse('BAD_CURSOR', 'The cursor is not one of this list: use an endCursor of the same field.')
  const after = page.after ? sql`where m.score < ${page.after[0]}::numeric or (m.score = ${page.after[0]}::numeric and m.id > ${page.after[1]})` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 's',
    rows: limit => sql`select s0.*, m.rule as _rule, m.base as _base, m.extra as _extra, m.score as _score, array[m.score::text, m.id] as _key
      from (${best}) m join subject s0 on s0.id = m.id ${after} order by m.score desc, m.id limit ${limit}`,
    node: inner => subjectJson(inner, scope),
    edge: {
      score: () => sql`s._score`,
      reasons: ({
        children,
      }) => sql`(select json_agg(${jsonObject(children, { rule: () => sql`g.rule`, points: () => sql`g.points`, text: () => sql`g.rule` })} order by g.place)
        from (values (1, s._rule, s._base), (2, 'COVERED', s._extra)) g(place, rule, points) where g.points > 0)`,
    },
    totalCount: null,
  })
}
