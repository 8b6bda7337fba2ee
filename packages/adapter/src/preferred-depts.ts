import type { Catalogue, Province, SubjectKind } from '@delta/model'
import type { CellReaderParts, CellSubject } from '@delta/source'

const KINDS: Readonly<Record<string, SubjectKind>> = { QY: 'ENT', ZR: 'NAT', SZ: 'SOC', SY: 'INS', ZF: 'GOV' }
const GROUPS = ['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO']
const LICENCE: Readonly<Record<SubjectKind, string>> = { ENT: 'ENT-LAW-001', NAT: 'NAT-LAW-006', SOC: 'SOC-LAW-003', INS: 'INS-LAW-003', GOV: 'GOV-LAW-003' }
const PENALTY: Readonly<Record<SubjectKind, string>> = { ENT: 'ENT-LAW-002', NAT: 'NAT-LAW-002', SOC: 'SOC-LAW-002', INS: 'INS-LAW-002', GOV: 'GOV-LAW-002' }

/** The archive indicator that a Zhejiang cell feeds (source-formats.md, Completions); null where it feeds none. */
function indicatorOfCell(block: string, item: string): string | null {
  const kind = KINDS[block.slice(0, 2)]
  const general = /^05(\d\d)(\d{3})$/.exec(block.slice(2))
  if (!kind) return null
  if (general) return GROUPS[Number(general[1]) - 1] ? `${kind}-${GROUPS[Number(general[1]) - 1]}-${general[2]}` : null
  switch (block.slice(2)) {
    case '0101':
      return `${kind}-BAS-${item}`
    case '0301':
      return kind === 'NAT' ? null : LICENCE[kind]
    case '0302':
      return PENALTY[kind]
    default:
      return null
  }
}

const cityOf = (subject: CellSubject | null): string | null => {
  const division = subject?.div ?? (subject?.code?.length === 18 ? subject.code.slice(2, 8) : null)
  return division && /^\d{6}$/.test(division) ? `${division.slice(0, 4)}00` : null
}

/** Says under which names the unit that answers for a cell may stand in `src_dept`: where two departments state the same cell, its word counts. */
export function createPreferredDepts(catalogue: Catalogue, province: Province): CellReaderParts['preferredDepts'] {
  const aliases = Map.groupBy(catalogue.rows('unit-alias'), row => row['unit'])
  return (block, item, subject) => {
    const indicator = indicatorOfCell(block, item)
    const code = indicator && catalogue.unitOfIndicator(indicator, province, cityOf(subject))
    const unit = code && catalogue.unit(code)
    return unit ? [unit.name, ...unit.earlierNames.map(old => old.name), ...(aliases.get(unit.code) ?? []).map(row => row['name'] ?? '')] : []
  }
}
