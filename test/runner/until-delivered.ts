import { setTimeout as wait } from 'node:timers/promises'
import type { System } from '@delta/dev'
import { waitingReceipts } from '@delta/quality'
import { openStore } from '@delta/store'

/** So long (ms) nothing may wait before the exchange counts as at rest. */
const REST = 3_000

/** Resolves when each province has delivered, and answered, what the others published at the first load: what is measured after that is not its work. */
export async function untilDelivered(system: System): Promise<void> {
  const store = openStore(system.status().store, { connections: 1 })
  try {
    for (let since = performance.now(); performance.now() - since < REST; await wait(250)) {
      const waiting = await waitingReceipts(store.db)
      if (waiting.length > 0) since = performance.now()
    }
  } finally {
    await store.close()
  }
}
