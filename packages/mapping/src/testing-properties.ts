import type { Catalogue } from '@delta/model'
import { mapRow } from './map-row.ts'
import { sourceNameOf } from './column-name.ts'
import type { Outcome } from './outcome.ts'
import type { ProvinceMapping } from './province-mapping.ts'
import type { MapParts, Row } from './row.ts'
import { digest, orgCodeFor, residentFor, testParts, testRow, usccFor } from './testing.ts'

/** Texts that sources hold, good and bad ones, for rows made at random. */
export const SAMPLES: readonly string[] = [
  usccFor('91', '310101', 'MA1FL000'),
  usccFor('92', '330203', 'MA1FL001'),
  usccFor('51', '340100', '00248231'),
  `${usccFor('91', '310101', 'MA1FL000').toLowerCase()}  `,
  '00000000000000000X',
  orgCodeFor('MA1FL000'),
  residentFor('340104', '19800101'),
  residentFor('340104', '19800101').toLowerCase(),
  residentFor('330106', '19500230'),
  '340104800101998',
  '3.40104E+17',
  'E12345678',
  '',
  ' ',
  '　',
  '0',
  '1',
  '2',
  '3',
  '01',
  '02',
  '05',
  '10',
  '99',
  '-1',
  '1.5',
  '35.5%',
  '0.355',
  '12,345.60',
  '３．５万元',
  '99999999999999999999',
  '8192',
  'NaN',
  'null',
  '无',
  '暂无',
  '\\N',
  '—',
  '20250203',
  '20190230',
  '00000000',
  '99991231',
  '2099-12-31',
  '长期',
  '2025-02-03',
  '2025年2月3日',
  '45691',
  '20300101',
  'Y',
  'N',
  'I',
  'D',
  '新增',
  '删除',
  'QY',
  'ZR',
  'SH-LY-05',
  'B05',
  '警告',
  '罚款；警告',
  '罚款、没收违法所得、没收非法财物',
  '03,01',
  '普通',
  '生态环境领域严重失信主体',
  '经营异常信息',
  '公民身份号码',
  'entops001',
  'natbas002',
  '10201',
  'QY0502001',
  '上海市生态环境局',
  '江苏省生态环境厅',
  '浙江省生态环境厅',
  '合肥市生态环境局',
  '安徽省环境保护厅',
  '安徽省合肥市巢湖市',
  '居巢区',
  '051283',
  '340181',
  '410105',
  'TZ',
  'FD',
  '投资人',
  '自然人',
  '企业',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '\ud800',
  '㈱',
  '𠰺',
  "'; drop table",
  '信用修复',
  '有效',
]

const IDS = { ARCHIVE: 'archive-item', LIST: 'list-entry', RELATIONSHIP: 'relationship' } as const

/** The `$id` of the schema of a mapped outcome's record. */
export const schemaOf = (product: keyof typeof IDS): string => `https://schema.delta.example/records/${IDS[product]}.v1.schema.json`

/** Parts whose record ids have the form of real ones. */
export const realisticParts = (catalogue: Catalogue): MapParts => ({ ...testParts(catalogue), recordId: parts => digest(JSON.stringify(parts)) })

const WORDS = /^(?:mapped|rejected|held|revocation|ARCHIVE|LIST|RELATIONSHIP|ENT|NAT|GOV|SOC|INS|E_[A-Z_]+|[\w-]{43}|\d{4}-\d\d-\d\d(?:T[\d:.]+Z)?)$/

/** What breaks the promises of mapping for a row: it is repeatable, a good record fits its schema, and nothing but a good record tells what a column holds. */
export function brokenPromises(mapping: ProvinceMapping, row: Row, parts: MapParts, misfit: (schema: string, record: unknown) => unknown): string[] {
  const outcomes = mapRow(mapping, row, parts)
  if (JSON.stringify(mapRow(mapping, row, parts)) !== JSON.stringify(outcomes)) return ['the same row tells something else']
  const dataset = mapping.datasets[row.dataset]
  const fields = new Set(['FILE', 'sid', ...(dataset?.columns ?? []).map(column => (dataset ? sourceNameOf(dataset, row, column) : column))])
  const mayBeTold = (word: unknown): boolean =>
    word === null || (typeof word === 'string' && (WORDS.test(word) || fields.has(word) || parts.catalogue.unit(word) !== null))
  return outcomes.flatMap((outcome: Outcome): string[] => {
    if (!/^[\w-]{43}$/.test(outcome.recordId)) return ['no record id']
    if (outcome.kind !== 'mapped') return Object.values(outcome).every(mayBeTold) ? [] : [`${outcome.kind} tells more than a code and a field`]
    const found = misfit(schemaOf(outcome.product), { ...outcome.record, version: 1, recordedAt: parts.now })
    return found === null ? [] : [`${outcome.product} does not fit its schema: ${JSON.stringify(found)}`]
  })
}

/** A good row of one of the datasets with up to four cells changed, the choice made by numbers: to a sample, to one of the texts, or to nothing. */
export function changedRow(good: Readonly<Record<string, Row['columns']>>, numbers: readonly number[], texts: readonly string[]): Row {
  const queue = [...numbers]
  const choose = <T>(from: readonly T[]): T => from[(queue.shift() ?? 0) % from.length]!
  const [dataset, columns] = choose(Object.entries(good))
  const cell = (): string | null => [choose(SAMPLES), choose(SAMPLES), choose(['', ...texts]), null][choose([0, 0, 1, 1, 2, 3])]!
  const changes = Array.from({ length: choose([0, 1, 2, 3, 4]) }, () => [choose(Object.keys(columns)), cell()])
  return testRow(dataset, { ...columns, ...Object.fromEntries(changes) }, { deleted: choose([false, true]), held: choose([null, null, null, 'SEQUENCE_GAP']) })
}
