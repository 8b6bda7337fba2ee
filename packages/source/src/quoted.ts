/** A column name as SQL. */
export const quotedName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** A schema-qualified table name as SQL. */
export const quotedTable = (table: string): string => table.split('.').map(quotedName).join('.')
