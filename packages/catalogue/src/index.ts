export { CatalogueError } from './catalogue-error.ts'
export { catalogueRows, editionOf, hashOfRow } from './catalogue-rows.ts'
export type { PublishedRow } from './catalogue-rows.ts'
export { catalogueFolder, loadCatalogue } from './load-catalogue.ts'
