import type { Catalogue } from '@delta/model'
import fc from 'fast-check'
import { trimEnds } from './blank.ts'
import type { Delivered } from './delivery.ts'

const id = fc.stringMatching(/^[A-Za-z0-9_-]{43}$/)
const day = fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-30'), noInvalidDate: true }).map(date => date.toISOString().slice(0, 10))
const instant = fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }).map(date => date.toISOString())
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 })
const money = fc.bigInt({ min: 0n, max: 10n ** 15n }).map(fen => `${fen / 100n}.${String(fen % 100n).padStart(2, '0')}`)
const share = fc.integer({ min: 0, max: 1_000_000 }).map(parts => `${Math.floor(parts / 1_000_000)}.${String(parts % 1_000_000).padStart(6, '0')}`)
const credit = fc.stringMatching(/^[159][1-3](31|32|33|34)[0-9]{4}[0-9A-HJ-NPQRTUWXY]{10}$/)
const division = fc.constantFrom('310115', '320583', '330106', '341881', '330206')
const province = fc.constantFrom('310000', '320000', '330000', '340000')

/** What the formats' own marks, quotes, null tokens, encodings and mended forms could break, among everyday words. */
const TRAPS = [
  '上海㈱海①（集团）有限公司',
  'ＡＢＣ',
  '，,"逗号"，',
  "'3401",
  '无',
  '/',
  '—',
  '--',
  'NULL',
  '\\N',
  '暂无',
  '长期',
  '0',
  '00000000',
  '20250230',
  '45000',
  '第一行\r\n第二行',
  '第一行\n第二行',
  '第一行\r第二行',
  '<a>&amp;]]></a>',
  '𠮷野家',
  '㐀㑇',
  '龦龧',
  '\uE000',
  '3.5万元',
  '１２３',
  '=1+1',
  '0.5%',
  'ﬁ',
  'é',
  '　内　',
  'é',
  '🙂',
] as const
const text = fc
  .oneof({ weight: 3, arbitrary: fc.constantFrom(...TRAPS) }, { weight: 1, arbitrary: fc.stringMatching(/^[\u4e00-\u9fa5A-Za-z0-9（）〔〕号、；,;" ]{1,30}$/) })
  .map(trimEnds)
  .filter(one => one !== '')

/** Records of every shape with every trap of the four formats, which any province may publish. For tests only. */
export function deliverables(catalogue: Catalogue): fc.Arbitrary<Delivered> {
  const unit = fc.constantFrom(...catalogue.units().map(one => one.code))
  const codesOf = (list: string) => fc.subarray(catalogue.codeList(list).map(term => term.code))
  const envelope = {
    recordId: id,
    province,
    version: fc.integer({ min: 1, max: 2_000_000_000 }),
    reportedBy: unit,
    recordedAt: instant,
    evidence: fc.record({ dataset: fc.constantFrom('t_xzcf', 'HMD', 'QY0302', 'XZCF'), coordinate: text }),
  }
  const person = { kind: fc.constant('NAT' as const), id: id.map(one => `NP:${one}`), idType: fc.constantFrom('RIC' as const, 'OTHER' as const) }
  const organisation = {
    kind: fc.constantFrom('ENT' as const, 'SOC' as const, 'INS' as const, 'GOV' as const),
    id: fc.oneof(credit, fc.constant('ORG:79Y9T0447'), fc.constant('REG:110108000000016')),
    idType: fc.constantFrom('USCC' as const, 'ORGCODE' as const, 'REGNO' as const),
  }
  const about = { subKind: maybe(fc.constantFrom('INDIVIDUAL_BUSINESS' as const, 'COOPERATIVE' as const)), name: maybe(text), division: maybe(division) }
  const subject = fc.oneof(
    fc.record({ ...person, ...about, maskedId: fc.constant('3101**********998X') }),
    fc.record({ ...organisation, ...about, maskedId: fc.constant(null) }),
  )
  const stated = {
    ...envelope,
    op: fc.constantFrom('upsert' as const, 'revoke' as const, 'remove' as const, 'repair' as const),
    sourceUpdatedAt: maybe(instant),
    warnings: fc.subarray(['W_TRIMMED', 'W_FULLWIDTH', 'W_SLOT_SHIFTED', 'W_OBJECTION'] as const),
    unit,
    subject,
  }
  const basis = fc.constantFrom('CATALOGUE' as const, 'FINDER' as const, 'AUTHORITY' as const, 'CUSTODIAN' as const)
  const archive = { ...stated, unitBasis: basis, businessNo: maybe(text), arose: maybe(day), until: maybe(day) }
  /** An indicator is one of its subject's kind. */
  const ofKind = <T extends { subject: { kind: string } }>(record: T, n: number): T & { indicator: string } => {
    const indicators = catalogue.indicatorsOf(record.subject.kind as never)
    return { ...record, indicator: indicators[n % indicators.length]!.code }
  }
  const indicated = <T extends { subject: { kind: string } }>(record: fc.Arbitrary<T>) => fc.tuple(record, fc.nat(100)).map(([one, n]) => ofKind(one, n))
  const status = fc.constantFrom('VALID' as const, 'REVOKED' as const)
  const licence = fc.record({
    docNo: text,
    title: maybe(text),
    kind: codesOf('licence_kind'),
    number: maybe(text),
    content: maybe(text),
    decisionDate: day,
    validFrom: maybe(day),
    validTo: maybe(day),
    authority: maybe(text),
    status,
  })
  const penalty = fc.record({
    docNo: text,
    kinds: codesOf('penalty_kind'),
    content: maybe(text),
    fineYuan: maybe(money),
    confiscatedYuan: maybe(money),
    violation: maybe(text),
    decisionDate: day,
    publicUntil: maybe(day),
    authority: maybe(text),
    severity: maybe(fc.constantFrom('MINOR' as const, 'GENERAL' as const, 'SERIOUS' as const)),
    status,
  })
  const none = fc.constant(null)
  const finder = maybe(fc.record({ name: text, level: fc.constantFrom('NATIONAL' as const, 'PROVINCE' as const, 'CITY' as const, 'COUNTY' as const) }))
  const list = fc
    .tuple(
      fc.record({
        ...stated,
        unitBasis: basis,
        caseNo: maybe(text),
        basis: maybe(text),
        from: day,
        to: maybe(day),
        removedOn: maybe(day),
        removalReason: maybe(fc.constantFrom('REPAIRED' as const, 'EXPIRED' as const, 'WITHDRAWN' as const, 'DELISTED' as const)),
        finder,
      }),
      fc.constantFrom(...catalogue.domains()),
    )
    .map(([entry, { code, polarity }]) => ({ ...entry, domain: code, polarity }))
  const party = fc.oneof(
    fc.record({ id: person.id, idType: person.idType, name: maybe(text), maskedId: fc.constant('3401**********9989') }),
    fc.record({ id: organisation.id, idType: organisation.idType, name: maybe(text), maskedId: none }),
  )
  const relation = fc.record({
    ...stated,
    unit: maybe(unit),
    party,
    dimension: fc.constantFrom('INVESTOR' as const, 'LEGAL_REP' as const, 'SUPPLY_CHAIN' as const, 'EXECUTIVE' as const),
    partyKind: fc.constantFrom('NAT' as const, 'ORG' as const),
    share: maybe(share),
    validFrom: maybe(day),
    validTo: maybe(day),
    placement: fc.constantFrom('IN_REGION' as const, 'OUTSIDE_REGION' as const, 'UNKNOWN' as const),
    partyProvince: maybe(province),
    hukouProvince: maybe(fc.constantFrom('310000', '440000')),
  })
  const notice = fc.record({
    ...envelope,
    caseId: id,
    sequence: fc.integer({ min: 1, max: 99 }),
    item: fc.record({ product: fc.constantFrom('ARCHIVE' as const, 'LIST' as const), recordId: id }),
    subjectId: fc.oneof(credit, person.id),
    step: fc.constantFrom('APPLY' as const, 'CONFIRM' as const, 'NATURAL_REPAIR' as const),
    party: fc.constantFrom('FINDER' as const, 'GATEWAY' as const),
    actor: maybe(unit),
    at: instant,
    objection: maybe(fc.integer({ min: 1, max: 9 })),
    reason: maybe(fc.constantFrom('NOT_FULFILLED' as const, 'OTHER' as const)),
    documents: fc.array(fc.record({ kind: fc.constant('PROOF' as const), digest: fc.stringMatching(/^[0-9a-f]{64}$/) }), { maxLength: 2 }),
    ruleSet: maybe(fc.constant('zj-2019')),
    article: maybe(fc.constant('13')),
    effect: maybe(fc.constantFrom('REPAIRED' as const, 'DELETED' as const, 'WITHDRAWN' as const, 'RESTORED' as const)),
    annotation: maybe(text),
  })
  return fc.oneof(
    indicated(fc.record({ ...archive, value: none, licence, penalty: none })),
    indicated(fc.record({ ...archive, value: none, licence: none, penalty })),
    indicated(fc.record({ ...archive, value: maybe(text), licence: none, penalty: none })),
    list,
    relation,
    notice,
  ) as fc.Arbitrary<Delivered>
}
