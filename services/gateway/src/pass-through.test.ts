import type { ReadRequest } from '@delta/graph'
import { expect, test } from 'vitest'
import { qualityRequests } from './pass-through.ts'

test('the catalogue’s service answers for receipts and the quality report, and for nothing else', async () => {
  const takes = (url: string) => qualityRequests({ url } as ReadRequest)
  for (const url of ['/receipts', '/receipts?state=WAITING', '/reports/quality', '/reports/quality?month=2026-11'])
    expect([url, await takes(url)]).toEqual([url, true])
  for (const url of ['/receipts/x', '/receiptsx', '/reports', '/graphql?/receipts', '/']) expect([url, await takes(url)]).toEqual([url, false])
})
