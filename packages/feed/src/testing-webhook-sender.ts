import type { ListTables } from '@delta/list'
import { openStore } from '@delta/store'
import { openWebhooks, QUICK } from './testing-webhook.ts'
import type { WebhookPoint } from './webhook-lane.ts'

/** A process that sends webhooks and is killed when it comes to a point for the nth time: `node testing-webhook-sender.ts <database> <host:port> <point> <n>`. For tests only. */
const [url, place, point, times] = process.argv.slice(2) as [string, string, WebhookPoint, string]
let reached = 0
const store = openStore<ListTables>(url, { connections: 4 })
const webhooks = await openWebhooks(store, {
  allow: [place],
  times: { ...QUICK, lease: 300 },
  at: one => {
    if (one === point) reached += 1
    if (reached === Number(times)) process.kill(process.pid, 'SIGKILL')
  },
})
webhooks.start()
