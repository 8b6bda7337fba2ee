import { createSourceSchemas, seedProvinces } from '@delta/synthetic'

const given = JSON.parse(process.env['DELTA_FILL'] ?? '{}') as Parameters<typeof seedProvinces>[0]

/** Fills four provinces; of none, it makes the tables. */
if (given.subjects === 0) await createSourceSchemas(given.urls)
else await seedProvinces(given)
