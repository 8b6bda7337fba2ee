import { sourceNameOf } from './column-name.ts'
import type { ProvinceMapping } from './province-mapping.ts'

/** The source's own name of the column in which a dataset names its subject, or a relation's party: a person's or an organisation's number. ROW where none is declared. */
export function identifierColumn(
  { datasets }: ProvinceMapping,
  name: string,
  { person, party }: { readonly person: boolean; readonly party: boolean },
): string {
  const dataset = datasets[name]
  const declared = dataset?.states.flatMap(statement => statement.identifiers ?? []) ?? []
  const ordered = party ? declared.toReversed() : declared
  const column = (ordered.find(one => one.person === person) ?? ordered[0])?.columns[0]
  return dataset === undefined || column === undefined ? 'ROW' : sourceNameOf(dataset, { dataset: name, columns: {} }, column)
}
