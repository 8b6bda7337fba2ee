import { PARTICIPANTS } from '@delta/model'

/** The provinces: code (GB/T 2260), short name in topics and databases, and name in addresses and folders. */
export const PROVINCES = PARTICIPANTS

/** The name of a province in addresses and folders. */
export type ProvinceName = (typeof PARTICIPANTS)[number]['name']

/** Those whose platform has no folders: it is a database alone. */
const DATABASE_ALONE: ReadonlySet<string> = new Set(['shanghai', 'zhejiang'])

/** A folder under `folder` for each province whose platform has folders. */
export const foldersIn = (folder: string): Readonly<Partial<Record<ProvinceName, string>> & Record<'jiangsu' | 'anhui', string>> =>
  Object.fromEntries(PARTICIPANTS.filter(({ name }) => !DATABASE_ALONE.has(name)).map(({ name }) => [name, `${folder}/${name}`])) as never
