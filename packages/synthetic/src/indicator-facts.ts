import { cityOf, stateName, type FactContext } from './fact-context.ts'
import { addDays } from '@delta/model'
import { personName } from './names.ts'
import type { Indicator, Kind } from './reference.ts'

/** An invented value of a general indicator. `until` null: no end is stated. */
export interface IndicatorFact {
  readonly indicator: Indicator
  readonly value: string
  readonly businessNo: string | null
  readonly arose: string | null
  readonly until: string | null
  readonly unit: string
}

const REGISTERED: Readonly<Record<Kind, number>> = { ENT: 7, NAT: 3, SOC: 3, INS: 3, GOV: 2 }
const DOCUMENTS = /^(ENT-LAW-00[12]|NAT-LAW-00[26]|(SOC|INS|GOV)-LAW-00[23])$/u

/** Whether an indicator has its data from registration, licence or penalty tables rather than from the general dataset. */
export function hasOwnTable({ code, kind }: Indicator): boolean {
  return DOCUMENTS.test(code) || (code.includes('-BAS-') && Number(code.slice(-3)) <= REGISTERED[kind])
}

const MODELS = { sh: ['SH-SYN', 'ABCD'], js: ['JS-SYN', 'ABCD'], zj: ['ZJ-2020', 'ABCDE'], ah: ['AH-SYN', 'ABCD'] } as const

/** A commitment with its matter, its term and how it is kept. */
const commitment = ({ random }: FactContext, madeOn: string): string =>
  [
    random.pick(['审批替代型', '主动公示型', '行业自律型', '信用修复型']),
    random.pick(['食品经营许可告知承诺', '公共场所卫生许可告知承诺', '依法诚信经营', '按期缴清罚款并整改', '行业公约']),
    random.chance(0.8) ? addDays(madeOn, random.pick([60, 180, 365])) : '',
    random.pick(['履行中', '已履行', '已履行', '未履行']),
  ].join('|')

const valueOf = (context: FactContext, { type, name, code }: Indicator, arose: string): string => {
  const { random, subject } = context
  if (type === 'commitment') return commitment(context, arose)
  if (type === 'evaluation') return `${MODELS[context.p][0]}|${random.pick([...MODELS[context.p][1]])}`
  if (type === 'grade')
    return code === 'ENT-LAW-009'
      ? random.pick(['高级认证企业', '常规企业', '失信企业'])
      : code.startsWith('SOC')
        ? random.pick(['5A', '4A', '3A'])
        : random.pick(['A', 'B', 'M', 'C', 'D'])
  if (type === 'code') return subject.kind !== 'NAT' && subject.industry ? subject.industry : 'S9220'
  if (type === 'table') return `${personName(random)} ${random.between(1, 99)}%；${personName(random)} ${random.between(1, 49)}%`
  if (type === 'party') return personName(random)
  if (type === 'text')
    return name.includes('单位')
      ? `${random.pick(['市', '县', '区'])}${random.pick(['教育局', '卫生健康委员会', '民政局'])}`
      : '技术开发、技术咨询；货物进出口；依法须经批准的项目，经批准后方可开展经营活动'
  return `${name}：${random.pick(['情况属实', '已按期办理', '逾期未办理', '已整改', '登记在案'])}`
}

/** Invents the nth value of an indicator for a subject; events have a business number, standing values have none. */
export function inventIndicator(context: FactContext, indicator: Indicator, nth: number): IndicatorFact {
  const { p, random, reference, subject, today } = context
  const city = cityOf(context)
  const event = indicator.type === 'event' || indicator.type === 'commitment'
  const arose = event || indicator.type === 'evaluation' || random.chance(0.5) ? addDays(today, -random.between(3, 1_500)) : null
  return {
    indicator,
    value: valueOf(context, indicator, arose ?? today),
    arose,
    businessNo: event ? `${indicator.code.slice(0, 3)}${indicator.code.slice(-3)}-${subject.index}-${nth}` : null,
    until: arose && event && random.chance(0.3) ? addDays(arose, random.pick([180, 365, 1_095])) : null,
    unit: stateName(context, reference.unitOfIndicator(indicator.code, p, city), city, arose ?? today),
  }
}
