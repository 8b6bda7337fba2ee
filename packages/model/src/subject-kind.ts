import type { Subject, SubjectKind } from './generated/records.ts'

/** What the first two characters of a credit code say about its holder. */
export interface KindOfSubject {
  readonly kind: SubjectKind
  readonly subKind: Subject['subKind']
}

/** The five kinds of subjects: 企业 ENT, 自然人 NAT, 政府机构 GOV, 社会组织 SOC, 事业单位 INS. */
export const SUBJECT_KINDS: readonly SubjectKind[] = ['ENT', 'NAT', 'GOV', 'SOC', 'INS']

const SUB_KINDS: Readonly<Record<string, Subject['subKind']>> = { '92': 'INDIVIDUAL_BUSINESS', '93': 'COOPERATIVE' }

/** The kind of a code's holder by its first two characters (uscc-kind-map.csv); 个体工商户 and 农民专业合作社 keep a sub-kind under ENT; null where the map knows no such beginning. */
export function kindOfUscc(code: string, kindMap: ReadonlyMap<string, SubjectKind>): KindOfSubject | null {
  const prefix = code.slice(0, 2)
  const kind = kindMap.get(prefix)
  return kind === undefined ? null : { kind, subKind: SUB_KINDS[prefix] ?? null }
}
