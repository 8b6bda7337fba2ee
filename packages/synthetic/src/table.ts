/** A column of a source table. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly notNull?: boolean
}

/** A table of a province's own database, exactly as its description says. */
export interface Table {
  /** Schema-qualified SQL name. */
  readonly name: string
  readonly columns: readonly Column[]
  readonly primaryKey: readonly string[]
  /** Columns of secondary indexes. */
  readonly indexes: readonly (readonly string[])[]
}

/** A row by column name, every value as PostgreSQL reads it from text; a column left out is null. */
export type Row = Readonly<Record<string, string | null | undefined>>

/** Reads a table's columns from the form `name type[!], …`, where `!` means not null. */
export function columnsOf(text: string): Column[] {
  return text
    .split(/,(?![^(]*\))/u)
    .map(part => part.trim())
    .filter(Boolean)
    .map(part => {
      const space = part.indexOf(' ')
      const type = part.slice(space + 1).trim()
      return type.endsWith('!') ? { name: part.slice(0, space), type: type.slice(0, -1), notNull: true } : { name: part.slice(0, space), type }
    })
}

/** The statements that create a table and its indexes where they do not exist. */
export function ddlOf({ name, columns, primaryKey, indexes }: Table): string {
  const lines = columns.map(column => `  ${column.name} ${column.type}${column.notNull ? ' not null' : ''}`)
  const create = `create table if not exists ${name} (\n${lines.join(',\n')},\n  primary key (${primaryKey.join(', ')})\n);`
  const bare = name.split('.').at(-1)!
  return [create, ...indexes.map(index => `create index if not exists ${bare}_${index.join('_')} on ${name} (${index.join(', ')});`)].join('\n')
}
