import { addConnection, byKey, type GraphBuilder, type GraphContext, type PageInfoRef, type Row, type RowRef } from '@delta/graph'
import { MATCH_ORDER } from './match.ts'

const RULES = {
  CODE: ['统一社会信用代码、注册号或身份号码相同', 'the code is the same'],
  CODE_ORGANISATION: ['组织机构代码相同', 'the organisation code is the same'],
  NAME_EXACT: ['名称相同（不计全半角、空格和标点）', 'the name is the same (width, spaces and punctuation aside)'],
  NAME_SCRIPT: ['名称简繁体转换后相同', 'the name is the same in simplified characters'],
  NAME_SUFFIX: ['名称除公司后缀外相同', 'the name is the same but for the company suffix'],
  NAME_BEGINNING: ['名称以此开头', 'the name begins with it'],
  INITIALS_EXACT: ['拼音首字母相同', 'the pinyin initials are the same'],
  INITIALS_BEGINNING: ['拼音首字母以此开头', 'the pinyin initials begin with it'],
  COVERED: ['所查文字占名称的比例', 'share of the name that the query covers'],
} as const

type Rule = keyof typeof RULES

/** Adds SubjectMatch (input) and SubjectMatchConnection, whose edges explain their score. */
export function addMatch(builder: GraphBuilder, pageInfo: PageInfoRef, subject: RowRef) {
  const rule = builder.enumType('MatchRule', {
    values: Object.fromEntries(Object.entries(RULES).map(([name, [zh]]) => [name, { description: zh }])) as Record<Rule, { description: string }>,
  })
  const reason = builder.objectRef<Row>('MatchReason').implement({
    description: 'A part of a score.',
    fields: t => ({
      rule: t.field({ type: rule, resolve: byKey }),
      points: t.float({ resolve: byKey }),
      text: t.string({
        description: 'The rule in the caller’s language.',
        resolve: (row, _args, { locale }: GraphContext, info) => RULES[row[info.path.key] as Rule][locale === 'en' ? 1 : 0],
      }),
    }),
  })
  const connection = addConnection(builder, pageInfo, {
    name: 'SubjectMatch',
    node: subject,
    order: MATCH_ORDER,
    totalCount: 'Always null: a match is a ranking, not a set that is counted.',
    edge: edge =>
      builder.objectFields(edge, t => ({
        score: t.float({ description: 'From 0 to 1: the sum of the reasons’ points.', resolve: byKey }),
        reasons: t.field({ type: [reason], resolve: byKey }),
      })),
  })
  const match = builder.inputType('SubjectMatch', {
    description: 'What to match. Persons are found by their exact number only, never by name.',
    fields: t => ({
      code: t.string({ description: '统一社会信用代码, 组织机构代码, 注册号, 公民身份号码 or a subject id; exact.' }),
      name: t.string({
        description: 'A name, its beginning, or at least three pinyin initials: simplified or traditional, full or half width, with or without company suffix.',
      }),
    }),
  })
  return { match, connection }
}
