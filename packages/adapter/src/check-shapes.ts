import { checkColumns, type ProvinceMapping } from '@delta/mapping'
import type { ChangeReader } from '@delta/source'

/** The source has columns that the province's declaration does not know, or lacks some that it reads: nothing may be published before a person has looked. Names columns, never values. */
class ShapeError extends Error {
  readonly code = 'ADAPTER_SHAPE'
  readonly safe = true
}

/** Compares what the sources hold now with the declaration. Throws ShapeError, naming everything that does not fit; throws SourceError where a source does not answer. */
export async function checkShapes(mapping: ProvinceMapping, readers: readonly ChangeReader[]): Promise<void> {
  const faults: string[] = []
  for (const reader of readers) {
    for (const { dataset, columns } of await reader.shapes()) {
      const { unmapped, missing } = checkColumns(mapping, dataset, columns)
      if (unmapped.length > 0) faults.push(`${dataset}: nobody maps ${unmapped.join(', ')}`)
      if (missing.length > 0) faults.push(`${dataset}: there is no ${missing.join(', ')}`)
    }
  }
  if (faults.length > 0) throw new ShapeError(faults.join('; '))
}
