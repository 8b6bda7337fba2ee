import type { ArchiveItem, ListEntry, Province, Receipt, Rejection, Relationship, RepairNotice, Subject } from '@delta/model'
import { idOf, type World } from './world.ts'

/** Subjects of every kind: organisations of three of the provinces and of one outside, a legacy code, three persons. */
export const SUBJECTS: readonly Subject[] = [
  ['91310115MA1K000011', 'ENT', 'USCC'],
  ['91330200MA2A00002X', 'ENT', 'USCC'],
  ['12340100MB1000003J', 'INS', 'USCC'],
  ['91110108MA00000047', 'ENT', 'USCC'],
  ['ORG:79Y9T0448', 'ENT', 'ORGCODE'],
  [`NP:${'a'.repeat(43)}`, 'NAT', 'RIC'],
  [`NP:${'b'.repeat(43)}`, 'NAT', 'RIC'],
  [`NP:${'c'.repeat(43)}`, 'NAT', 'RIC'],
].map(([id, kind, idType]) => ({
  id: id!,
  kind: kind as Subject['kind'],
  subKind: null,
  idType: idType as Subject['idType'],
  name: null,
  maskedId: kind === 'NAT' ? '330**************4' : null,
  division: null,
}))

const envelope = (province: Province, recordId: string, reportedBy: string) => ({
  recordId,
  province,
  op: 'upsert' as const,
  version: 1,
  reportedBy,
  sourceUpdatedAt: null,
  recordedAt: '2026-11-20T02:00:00.000Z',
  evidence: { dataset: 'test', coordinate: 'test/1' },
  warnings: [],
})

/** Makes good records, to be changed as a test needs. For tests only. */
export const recordsOf = ({ catalogue }: World) => ({
  entry: (province: Province, subject: Subject, domain = 'B05', more: Partial<ListEntry> = {}): ListEntry => {
    const unit = catalogue.unitOfDomain(domain, province, null)!
    return {
      ...envelope(province, idOf('list', province, subject.id, domain), unit),
      unit,
      unitBasis: 'CATALOGUE',
      subject,
      domain,
      polarity: catalogue.domain(domain)!.polarity,
      caseNo: null,
      basis: '办法第三条',
      from: '2026-01-01',
      to: null,
      removedOn: null,
      removalReason: null,
      finder: null,
      ...more,
    }
  },
  item: (province: Province, subject: Subject, indicator: string, more: Partial<ArchiveItem> = {}): ArchiveItem => {
    const unit = catalogue.unitOfIndicator(indicator, province, null)!
    return {
      ...envelope(province, idOf('item', province, subject.id, indicator), unit),
      unit,
      unitBasis: 'CATALOGUE',
      subject,
      indicator,
      businessNo: null,
      value: '值',
      arose: null,
      until: null,
      licence: null,
      penalty: null,
      ...more,
    }
  },
  licence: (province: Province, subject: Subject, docNo: string, more: Partial<ArchiveItem> = {}): ArchiveItem => {
    const indicator = catalogue.indicatorByName(subject.kind, '行政许可信息')!.code
    const unit = catalogue.unitOfFunction('MKT', province, null)!
    return {
      ...envelope(province, idOf('licence', province, docNo), unit),
      unit,
      unitBasis: 'AUTHORITY',
      subject,
      indicator,
      businessNo: docNo,
      value: null,
      arose: null,
      until: null,
      penalty: null,
      licence: {
        docNo,
        title: null,
        kind: ['01'],
        number: null,
        content: null,
        decisionDate: '2026-01-05',
        validFrom: null,
        validTo: null,
        authority: catalogue.unit(unit)!.name,
        status: 'VALID',
      },
      ...more,
    }
  },
  penalty: (
    province: Province,
    subject: Subject,
    docNo: string,
    more: Partial<ArchiveItem> = {},
    decided: Partial<NonNullable<ArchiveItem['penalty']>> = {},
  ): ArchiveItem => {
    const indicator = catalogue.indicatorByName(subject.kind, '行政处罚信息')!.code
    const unit = catalogue.unitOfFunction('MKT', province, null)!
    return {
      ...envelope(province, idOf('penalty', province, docNo), unit),
      unit,
      unitBasis: 'AUTHORITY',
      subject,
      indicator,
      businessNo: docNo,
      value: null,
      arose: null,
      until: null,
      licence: null,
      penalty: {
        docNo,
        kinds: ['02'],
        content: null,
        violation: null,
        fineYuan: '1000.00',
        confiscatedYuan: null,
        decisionDate: '2026-01-05',
        publicUntil: null,
        authority: catalogue.unit(unit)!.name,
        status: 'VALID',
        severity: null,
        ...decided,
      },
      ...more,
    }
  },
  /** A notice that an item's own unit confirms its repair, to be changed as a test needs. */
  notice: (item: ListEntry | ArchiveItem, more: Partial<RepairNotice> = {}): RepairNotice => {
    const { province, recordId, unit, subject } = item
    const caseId = more.caseId ?? idOf('case', recordId)
    const sequence = more.sequence ?? 5
    const actor = more.actor === undefined ? unit : more.actor
    const annotation = more.effect === undefined || more.effect === 'REPAIRED' ? '经某某单位同意修复，不再作为负面信息使用' : null
    return {
      recordId: idOf('notice', caseId, sequence),
      province,
      version: 1,
      reportedBy: actor ?? catalogue.unitOfFunction('FGW', province, null)!,
      recordedAt: '2026-11-20T02:00:01.000Z',
      evidence: { dataset: 'repair', coordinate: `repair/${sequence}` },
      caseId,
      sequence,
      item: { product: 'domain' in item ? 'LIST' : 'ARCHIVE', recordId },
      subjectId: subject.id,
      step: 'CONFIRM',
      party: 'FINDER',
      actor,
      at: '2026-11-20T02:00:00.000Z',
      objection: null,
      reason: null,
      documents: [],
      effect: 'REPAIRED',
      annotation,
      ruleSet: 'cn-2026-36',
      article: '3',
      ...more,
    }
  },
  relation: (province: Province, subject: Subject, party: Subject, more: Partial<Relationship> = {}): Relationship => {
    const partyKind = party.kind === 'NAT' ? ('NAT' as const) : ('ORG' as const)
    const dimension = more.dimension ?? 'INVESTOR'
    return {
      ...envelope(province, idOf('relation', province, subject.id, dimension, party.id), catalogue.unitOfFunction('MKT', province, null)!),
      subject,
      dimension,
      partyKind,
      party: { id: party.id, idType: party.idType, name: party.name, maskedId: party.maskedId },
      share: null,
      validFrom: null,
      validTo: null,
      hukouProvince: null,
      ...placed(catalogue, dimension, party, more.hukouProvince ?? null),
      ...more,
    }
  },
  rejection: (province: Province, number: number, more: Partial<Rejection> = {}): Rejection => ({
    recordId: idOf('rejection', province, number),
    province,
    version: 1,
    reportedBy: catalogue.unitOfFunction('MKT', province, null),
    recordedAt: '2026-11-20T02:00:00.000Z',
    evidence: { dataset: 'test', coordinate: `test/${number}` },
    product: 'LIST',
    subjectKind: 'ENT',
    code: 'E_ID_CHECK',
    field: 'TYSHXYDM',
    state: 'REJECTED',
    ...more,
  }),
})

/** A receipt of a province on what another published, to be changed as a test needs. For tests only. */
export const receiptOf = ({ catalogue }: World, province: Province, about: Receipt['about'], more: Partial<Receipt> = {}): Receipt => ({
  recordId: idOf('receipt', province, about.recordId),
  province,
  version: 1,
  reportedBy: catalogue.unitOfFunction('FGW', province, null)!,
  recordedAt: '2026-11-20T02:00:05.000Z',
  evidence: { dataset: 'delta.list.sh.v1', coordinate: '0:1' },
  participant: province,
  about,
  answers: 'DELIVERED',
  result: 'ACCEPTED',
  code: null,
  at: '2026-11-20T02:00:04.000Z',
  ...more,
})

const REGION: Readonly<Record<string, Province>> = { '31': '310000', '32': '320000', '33': '330000', '34': '340000' }

function placed(
  catalogue: World['catalogue'],
  dimension: Relationship['dimension'],
  party: Subject,
  hukou: string | null,
): Pick<Relationship, 'unit' | 'placement' | 'partyProvince'> {
  const named = party.kind === 'NAT' ? hukou : party.idType === 'USCC' ? party.id.slice(2, 8) : null
  if (named === null) return { unit: null, placement: 'UNKNOWN', partyProvince: null }
  const province = REGION[named.slice(0, 2)]
  if (province === undefined) return { unit: null, placement: 'OUTSIDE_REGION', partyProvince: null }
  return { unit: catalogue.unitOfParty(dimension, party.kind === 'NAT' ? 'NAT' : 'ORG', province, null), placement: 'IN_REGION', partyProvince: province }
}
