import { seedProvinces } from '@delta/synthetic'

/** Fills the four provinces; a program of its own, so that its memory is given back and it can be stopped at any moment. */
await seedProvinces(JSON.parse(process.env['DELTA_FILL'] ?? '{}') as Parameters<typeof seedProvinces>[0])
