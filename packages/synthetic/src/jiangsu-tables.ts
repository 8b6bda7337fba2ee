import { columnsOf, type Table } from './table.ts'

const block = (first: number, types: readonly string[]): string => types.map((type, i) => `c${String(first + i).padStart(3, '0')} ${type}`).join(', ')
const LICENCE = ['text', 'int', 'int', 'int', 'int']
const PENALTY = ['text', 'int', 'bigint', 'int', 'int']

const wide = `id bigint!, c001 text, c002 text, c003 text, c004 text, c005 text, c006 text, c007 text, c008 text, c009 bigint, c010 int, c011 int, c012 text,
  ${[21, 26, 31].map(first => block(first, LICENCE)).join(', ')}, ${[41, 46, 51].map(first => block(first, PENALTY)).join(', ')}, c099 bigint, c100 int`

const table = (name: string, primaryKey: string, columns: string, indexes: readonly (readonly string[])[] = [['c099', primaryKey]]): Table => ({
  name: `public.${name}`,
  columns: columnsOf(columns),
  primaryKey: [primaryKey],
  indexes,
})

/** The tables of Jiangsu's platform: database `js_pcip`, schema `public`. */
export const JIANGSU = {
  wide: table('dw_wide_legal', 'id', wide),
  person: table('dw_person', 'p001', 'p001 text!, p002 text, p003 text, p099 bigint, p100 int', [['p099', 'p001']]),
  relation: table(
    'dw_rel',
    'r000',
    'r000 bigint!, r001 int, r002 text, r003 int, r004 text, r005 int, r006 int, r007 int, r008 text, r009 text, r099 bigint, r100 int',
    [['r099', 'r000']],
  ),
  revoke: table('dw_revoke', 'rv_id', 'rv_id bigserial!, c001 text, kind int, doc_no text, division int, revoke_date int, reason int, c099 bigint'),
  item: table('dw_item', 'it_id', 'it_id bigint!, c001 text, p001 text, i001 int, i002 text, i003 text, i004 int, i005 int, i006 text, c099 bigint, c100 int'),
  columns: table('dm_item', 'col', 'col text!, name text, dtype text', []),
  codes: { name: 'public.dm_code', columns: columnsOf('type text!, code text!, name text'), primaryKey: ['type', 'code'], indexes: [] },
} as const satisfies Record<string, Table>
