import { cityOf, stateName, type FactContext } from './fact-context.ts'
import { addDays } from '@delta/model'
import { LICENCE_TITLES, VIOLATIONS } from './words.ts'
import { personName } from './names.ts'

/** What a source says about whether a licence or penalty still stands. */
export type DocumentStatus = 'VALID' | 'REVOKED' | 'OBJECTION' | 'OTHER'

interface Document {
  readonly docNo: string
  readonly decision: string
  /** Who decided, as text. */
  readonly authority: string
  /** The division of who decided. */
  readonly division: string
  /** The unit that states it. */
  readonly unit: string
  readonly status: DocumentStatus
}

/** An invented licence (行政许可). `to` null is an open end. */
export interface Licence extends Document {
  readonly title: string
  readonly number: string
  readonly kind: string
  readonly content: string
  readonly from: string
  readonly to: string | null
}

/** An invented penalty (行政处罚); money in 分. */
export interface Penalty extends Document {
  readonly violation: string
  readonly facts: string
  readonly basis: string
  readonly kinds: readonly string[]
  readonly content: string
  readonly fine: number | null
  readonly confiscated: number | null
  readonly publicUntil: string
}

const FUNCTIONS = [
  ['MKT', '市监', '市场监督管理局'],
  ['ECO', '环', '生态环境局'],
  ['EMER', '应急', '应急管理局'],
  ['TRANS', '交', '交通运输局'],
  ['HEALTH', '卫', '卫生健康委员会'],
  ['HOUSE', '建', '住房和城乡建设局'],
  ['CULT', '文旅', '文化和旅游局'],
  ['AGRI', '农', '农业农村局'],
  ['HRSS', '人社', '人力资源和社会保障局'],
  ['TAX', '税', '税务局'],
] as const
const ABBREVIATION = { sh: '沪', js: '苏', zj: '浙', ah: '皖' } as const

/** Decides on a day: authority, division, stating unit, running number. */
function decide(context: FactContext, nth: number, what: string, day: string): Document {
  const { p, random, reference, subject } = context
  const city = cityOf(context)
  const [fn, short, suffix] = random.pick(FUNCTIONS)
  const unit = reference.unitOfFunction(fn, p, city)
  const counties = reference.counties[p].filter(county => county.city === city)
  const county = random.pick(counties)
  const level = random.weighted([
    ['unit', 40],
    ['county', 40],
    ['city', 15],
    ['other', 5],
  ] as const)
  const bureau = reference.bureau(unit.code, city)
  const authority =
    level === 'county'
      ? fn === 'TAX'
        ? `国家税务总局${county.fullName}税务局`
        : `${county.fullName.replace(/^(江苏|浙江|安徽)省/u, '')}${suffix}`
      : level === 'other'
        ? `${county.fullName}综合行政执法局`
        : level === 'city' && bureau
          ? bureau
          : stateName(context, unit, city, day)
  return {
    docNo: `${ABBREVIATION[p]}${short}${what}〔${day.slice(0, 4)}〕${subject.index}${nth}号`,
    decision: day,
    authority,
    division: level === 'county' || level === 'other' ? county.code : city,
    unit: stateName(context, unit, city, day),
    status: random.weighted([
      ['VALID', 90],
      ['REVOKED', 6],
      ['OBJECTION', 2],
      ['OTHER', 2],
    ] as const),
  }
}

/** Invents the nth licence of a subject. */
export function inventLicence(context: FactContext, nth: number): Licence {
  const { random, today } = context
  const decision = addDays(today, -random.between(5, random.chance(0.1) ? 3_400 : 1_200))
  const title = random.pick(LICENCE_TITLES)
  const years = random.weighted([
    [0, 15],
    [1, 15],
    [3, 40],
    [5, 30],
  ] as const)
  return {
    ...decide(context, nth, '许', decision),
    title,
    number: `${title.length}${decision.slice(2, 4)}${context.subject.index}${nth}`,
    kind: random.weighted([
      ['01', 60],
      ['02', 5],
      ['03', 10],
      ['04', 15],
      ['05', 5],
      ['06', 5],
    ] as const),
    content: `准予${title.replace(/(许可)?证书?$/u, '')}`,
    from: decision,
    to: years === 0 ? null : addDays(decision, 365 * years),
  }
}

/** Invents the nth penalty of a subject. */
export function inventPenalty(context: FactContext, nth: number): Penalty {
  const { random, today } = context
  const decision = addDays(today, -random.between(5, random.chance(0.1) ? 3_400 : 900))
  const kinds = random.weighted([
    [['03'], 45],
    [['01'], 15],
    [['01', '03'], 15],
    [['03', '04'], 12],
    [['02'], 4],
    [['05'], 2],
    [['07', '11'], 1],
    [['09'], 3],
    [['12'], 1],
    [['13'], 2],
  ] as const)
  const violation = random.pick(VIOLATIONS)
  const fine = kinds.includes('03' as never)
    ? random.between(1, 4_000) * random.pick([5_000, 10_000, 100_000]) + (random.chance(0.1) ? random.int(100) : 0)
    : null
  return {
    ...decide(context, nth, '罚', decision),
    violation,
    facts: `经查，当事人${violation}，有现场笔录和${personName(random)}的询问笔录为证。`,
    basis: '《中华人民共和国行政处罚法》第二十八条',
    kinds,
    content: fine === null ? '责令改正' : `罚款${fine / 100}元`,
    fine,
    confiscated: kinds.includes('04' as never) ? random.between(1, 9_000) * 1_234 : null,
    publicUntil: addDays(decision, random.pick([90, 365, 365, 1_095])),
  }
}
