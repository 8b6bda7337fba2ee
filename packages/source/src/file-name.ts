/** What a drop file's name says. */
export interface FileName {
  readonly dataset: string
  /** Whose files are numbered together. */
  readonly stream: string
  readonly day: string
  readonly sequence: number
}

const CSV = /^[A-Z]{2}_(\d{6})_([A-Z0-9-]{1,20})_([A-Z]{1,20})_(\d{8})_(\d{3})\.csv$/
const XML = /^JS_([A-Z]{1,20})_(\d{8})_(\d{4})\.xml$/

const isDay = (text: string): boolean => {
  const date = new Date(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}T00:00:00Z`)
  return Number.isFinite(date.getTime()) && date.toISOString().slice(0, 10).replaceAll('-', '') === text
}

const named = (dataset: string, stream: string, day: string, number: string): FileName | null =>
  isDay(day) && Number(number) > 0 ? { dataset, stream, day, sequence: Number(number) } : null

/** `{AH}_{division}_{unit}_{dataset}_{yyyymmdd}_{seq}.csv`, numbered per division, unit, dataset and day; null for any other name. */
export function parseCsvName(file: string): FileName | null {
  const [, division, unit, dataset, day, number] = CSV.exec(file) ?? []
  return number ? named(dataset!, `${division}_${unit}_${dataset}_${day}`, day!, number) : null
}

/** `JS_{resource}_{yyyymmdd}_{nnnn}.xml`, numbered per resource and day (and sender, which the message itself names); null for any other name. */
export function parseXmlName(file: string): FileName | null {
  const [, resource, day, number] = XML.exec(file) ?? []
  return number ? named(resource!, `${resource}_${day}`, day!, number) : null
}

/** Position of a row in a file: later days, then later files, then later rows hold. */
export const filePosition = (name: FileName, row: number, file: string): string =>
  `${name.day} ${String(name.sequence).padStart(4, '0')} ${String(row).padStart(8, '0')} ${file}`
