import type { NewChange } from './changes.ts'

export { writeListChanges } from './changes.ts'

let serial = 0

/** A record id of the right shape. */
export const recordId = (n: number): string => `rec${String(n).padStart(5, '0')}`.padEnd(43, '_')

/** A change as the projection writes it: entry `n` with a status, in a province, domain and division. For tests only. */
export function newChange(n: number, given: Partial<NewChange> & { division?: string | null; name?: string | null } = {}): NewChange {
  serial += 1
  const { division = '330106', name = `第${n}有限公司`, ...rest } = given
  const change: NewChange = {
    op: 'listed',
    reason: 'RECORD',
    record_id: recordId(n),
    version: serial,
    province: '330000',
    domain: 'B05',
    polarity: 'BLACK',
    unit: 'ZJ-ECO',
    subject_id: `subject-${n}`,
    subject_division: division,
    status: 'EFFECTIVE',
    body: {},
    ...rest,
  }
  const { record_id, version, province, domain, polarity, unit, subject_id, status } = change
  if (change.reason === 'ERASED') return change
  return {
    ...change,
    body: {
      recordId: record_id,
      province,
      op: 'upsert',
      version,
      reportedBy: unit,
      sourceUpdatedAt: null,
      recordedAt: '2026-11-20T00:00:00.000Z',
      evidence: { dataset: 't_md', coordinate: `t_md/${n}` },
      warnings: [],
      unit,
      unitBasis: 'CATALOGUE',
      subject: { id: subject_id, kind: 'ENT', name, division },
      domain,
      polarity,
      caseNo: `〔2026〕${n}号`,
      basis: null,
      from: '2026-01-05',
      to: null,
      removedOn: null,
      removalReason: null,
      finder: { name: '浙江省生态环境厅', level: 'PROVINCE' },
      status,
    },
  }
}
