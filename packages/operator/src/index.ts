export { publishCatalogue } from './publish-catalogue.ts'
export type { PublishParts } from './publish-catalogue.ts'
