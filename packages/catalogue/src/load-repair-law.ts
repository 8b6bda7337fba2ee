import { type Catalogue, type RepairLaw, type Workdays, createRepairLaw, createWorkdays } from '@delta/model'
import { catalogueFolder } from './load-catalogue.ts'
import { loadRuleSets } from './rule-sets.ts'

/** The repair rule sets of a folder with the vertical systems of its catalogue; throws CatalogueError. */
export const loadRepairLaw = (catalogue: Catalogue, dir: string = catalogueFolder()): RepairLaw =>
  createRepairLaw(loadRuleSets(dir), new Set(catalogue.rows('vertical-systems').map(row => row['function'] ?? '')))

/** The working-day calendar of a catalogue. */
export const loadWorkdays = (catalogue: Catalogue): Workdays => createWorkdays(catalogue.rows('holidays'))
