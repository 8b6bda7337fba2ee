export { measureGraph } from './graph.ts'
export type { MeasureGraphParts } from './graph.ts'
