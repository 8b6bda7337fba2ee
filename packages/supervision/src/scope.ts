import { agreedDomains, agreedProvinces, requireProduct, type Viewer } from '@delta/access'
import type { Catalogue } from '@delta/model'
import type { WorkScope } from './order-query.ts'

/** The orders that a viewer may see: whoever holds the lists holds what follows from them. */
export function scopeOf(catalogue: Catalogue, viewer: Viewer): WorkScope {
  requireProduct(viewer, 'LIST')
  const all = catalogue.domains().map(({ code }) => code)
  return { provinces: agreedProvinces(viewer, null), domains: agreedDomains(viewer, null, all) }
}
