import type { Province } from '@delta/model'
import type { DatasetDeclaration, DatasetMapping, ProvinceMapping } from './province-mapping.ts'
import { datasetsOf } from './source.ts'

/** Completes a province's declaration; the texts of `nullTokens` state nothing in any of its columns. A cell that nobody stated is absent: only those that complete a group must be known. Throws where two datasets share a name. */
export function declareProvince(declaration: {
  readonly province: Province
  readonly nullTokens?: readonly string[]
  readonly datasets: readonly DatasetDeclaration[]
}): ProvinceMapping {
  const nullTokens = new Set(declaration.nullTokens)
  const datasets: Record<string, DatasetMapping> = Object.create(null)
  for (const one of declaration.datasets) {
    const columns = [...new Set(one.states.flatMap(statement => statement.columns))]
    const complete = one.complete ?? []
    const mapping: DatasetMapping = {
      source: one.source,
      states: one.states,
      columns,
      optional: one.source.reader === 'cells' ? columns.filter(column => !complete.includes(column)) : (one.optional ?? []),
      ignore: one.ignore ?? [],
      nullTokens,
      zeroIsNull: new Set(one.zeroIsNull),
      complete,
    }
    for (const name of datasetsOf(one.source)) {
      if (name in datasets) throw new Error(`dataset ${name} is declared twice`)
      datasets[name] = mapping
    }
  }
  return { province: declaration.province, datasets }
}
