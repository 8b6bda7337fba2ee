export { migrateReadModel } from './tables.ts'
export type { ProjectionPositionTable, ProjectionTables, QuarantineTable, ReadModelTable, ReadModelTables } from './tables.ts'
export { BY_KEY, runProjection } from './run-projection.ts'
export type { Projection, ProjectionParts } from './run-projection.ts'
