export { addSampling } from './graph.ts'
export type { SamplingParts } from './parts.ts'
export { migrateSampling } from './tables.ts'
export type { SamplingTables } from './tables.ts'
