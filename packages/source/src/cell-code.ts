/** What a cell code (`zbx_code`) says: which record the cell belongs to and which column it is. */
export interface CellCode {
  /** Cells of a record share it: `QY0302` of `QY0302001`, `QY0502001` of `QY0502001.1`. */
  readonly block: string
  readonly item: string
  /** The block; for general indicators its number is a star: `QY0502*`. */
  readonly dataset: string
  /** The code; for general indicators `QY0502*.1`. */
  readonly column: string
  /** Is this the item whose deletion ends the record? */
  readonly leads: boolean
}

const GENERAL = /^([A-Z]{2}05\d\d)(\d{3})\.(\d+)$/
const PLAIN = /^([A-Z]{2}\d{4})(\d{3})$/

/** Takes a cell code apart. A code of another shape is a block of its own, so that its cells still come and can be refused. */
export function parseCellCode(code: string): CellCode {
  const general = GENERAL.exec(code)
  if (general) {
    const [, group, number, item] = general as unknown as [string, string, string, string]
    return { block: group + number, item, dataset: `${group}*`, column: `${group}*.${item}`, leads: Number(item) === 1 }
  }
  const [, block = code, item = ''] = PLAIN.exec(code) ?? []
  return { block, item, dataset: block, column: code, leads: Number(item) === 1 }
}
