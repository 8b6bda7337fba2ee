import { assembleGroup, type Cell } from './assemble-group.ts'
import { parseCellCode } from './cell-code.ts'
import { timestamptzToUtc } from './instant.ts'
import type { CellReaderParts, CellSubject } from './reader-parts.ts'
import type { Session } from './session.ts'
import type { SourceRow } from './source-row.ts'

/** Names a group of cells. `sid` or `row` null: the source left it out. */
export interface GroupKey {
  readonly sid: string | null
  readonly code: string
  readonly row: string | null
}

type Line = readonly (string | null)[]

const GROUPS = `
select g.n, v.vid, v.zbx_code, v.val_s, v.val_n, v.val_d, v.src_dept, v.src_time, v.ver, v.op, s.sid, s.kind, s.code, s.name, s.div
from unnest($1::bigint[], $2::text[], $3::int[]) with ordinality g(sid, prefix, row_no, n)
join public.zb_value v on v.sid = g.sid and v.row_no is not distinct from g.row_no and starts_with(coalesce(v.zbx_code, ''), g.prefix)
left join public.zb_subject s on s.sid = g.sid
order by g.n, v.vid`

/** The same for cells without a subject's number, which no index or hash finds. */
const STRAY_GROUPS = GROUPS.replace('v.sid = g.sid', 'v.sid is null and g.sid is null')

const isBlank = (text: string | null | undefined): boolean => text === null || text === undefined || text.trim() === ''

/** A `numeric(20,6)` without the zeros that only its type adds. */
const plainDecimal = (text: string | null): string | null => (text?.includes('.') ? text.replace(/\.?0+$/, '') : text)

const cellOf = ([, vid, code, text, number, day, dept, at, ver, op]: Line): Cell => {
  const { item, leads } = parseCellCode(code ?? '')
  const values = [text, plainDecimal(number ?? null), day]
  return {
    vid: vid!,
    item,
    leads,
    value: values.find(value => !isBlank(value)) ?? text ?? null,
    dept: (dept ?? '').trim(),
    at: timestamptzToUtc(at ?? null),
    ver: Number(ver ?? 0),
    deleted: op?.trim().toUpperCase() === 'D',
  }
}

const subjectOf = ([sid, kind, code, name, div]: Line): CellSubject | null =>
  sid ? { kind: kind ?? '', code: code ?? null, name: name ?? null, div: div ?? null } : null

const rowsOf = (key: GroupKey, lines: readonly Line[], preferred: CellReaderParts['preferredDepts']): SourceRow[] => {
  const { block, dataset } = parseCellCode(key.code)
  const own = lines.filter(line => parseCellCode(line[2] ?? '').block === block)
  const subject = own[0] ? subjectOf(own[0].slice(10)) : null
  const columnOf = new Map(own.map(line => parseCellCode(line[2] ?? '')).map(({ item, column }) => [item, column]))
  return assembleGroup(own.map(cellOf), item => preferred(block, item, subject)).map(generation => ({
    dataset,
    coordinate: `zb/${key.sid ?? '-'}/${block}/${key.row ?? '-'}/${generation.label}`,
    position: `${generation.position} ${key.sid ?? '-'}/${block}/${key.row ?? '-'}`,
    updatedAt: generation.updatedAt,
    firstSeenAt: generation.firstSeenAt,
    deleted: generation.ended,
    held: subject ? null : 'SUBJECT_UNKNOWN',
    warnings: generation.conflicts.length ? (['W_CONFLICT'] as const) : [],
    columns: {
      ...(dataset === block ? {} : { indicator: block }),
      ...Object.fromEntries(Object.entries(generation.values).map(([item, value]) => [columnOf.get(item)!, value])),
      'subject.kind': subject?.kind ?? null,
      'subject.code': subject?.code ?? null,
      'subject.name': subject?.name ?? null,
      'subject.div': subject?.div ?? null,
    },
  }))
}

/** Each group once, in the order of first mention. */
export const distinctGroups = (keys: readonly GroupKey[]): GroupKey[] => [
  ...new Map(keys.map(key => [`${key.sid}/${parseCellCode(key.code).block}/${key.row}`, key])).values(),
]

/** Reads whole groups as they stand now, with their subjects, and assembles each into one row per generation. */
export async function readGroups(session: Session, keys: readonly GroupKey[], preferred: CellReaderParts['preferredDepts']): Promise<SourceRow[]> {
  const parts = [keys.filter(key => key.sid !== null), keys.filter(key => key.sid === null)]
  const rows: SourceRow[] = []
  for (const [n, own] of parts.entries()) {
    if (!own.length) continue
    const values = [own.map(key => key.sid), own.map(key => parseCellCode(key.code).block), own.map(key => key.row)]
    const found = await session.read(n === 0 ? GROUPS : STRAY_GROUPS, values)
    const lines = Map.groupBy(found.rows, line => Number(line[0]))
    rows.push(...own.flatMap((key, at) => rowsOf(key, lines.get(at + 1) ?? [], preferred)))
  }
  return rows
}
