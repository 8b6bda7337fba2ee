import type { Catalogue } from '@delta/model'

/**
 * The ladder of measures as text. One line for the gaps that measures share: `gap 320000 × CITY × ITEM: 11 of 13 divisions (320200 …) for P01 P02 …`
 * says in which divisions of Jiangsu's cities these measures have no item; then the contradictions; then the sum.
 */
export function measureLines(catalogue: Catalogue): { readonly lines: readonly string[]; readonly faults: number } {
  const { places, ended, gaps, faults } = catalogue.measureTotality()
  const shared = Map.groupBy(gaps, ({ province, level, missing, divisions }) => {
    const all = catalogue.divisionsAt(province, level).length
    return `gap ${province} × ${level} × ${missing}: ${divisions.length} of ${all} divisions (${divisions.length === all ? 'all' : divisions.join(' ')})`
  })
  return {
    lines: [
      ...[...shared].map(([line, of]) => `${line} for ${of.map(({ measure }) => measure).join(' ')}`),
      ...faults.map(({ item, reason }) => `power item ${item}: ${reason}`),
      `measures: ${ended} of ${places} places end in one department an item, ${places - ended} do not, ${faults.length} items contradict themselves`,
    ],
    faults: faults.length,
  }
}
