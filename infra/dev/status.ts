import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ProvinceName } from './provinces.ts'

/** One process of a running system. */
export interface ProcessStatus {
  readonly name: string
  readonly pid: number | null
  readonly url: string
  readonly ready: boolean
}

/** A province's source: a PostgreSQL URL that may write, a drop folder, and the folder for what others publish about its subjects; null where there is none. */
export interface SourceStatus {
  readonly url: string | null
  readonly inbox: string | null
  readonly outbox: string | null
}

/** What var/run/status.json and `delta status --json` say of a running system. */
export interface Status {
  readonly gateway: string
  readonly kafka: string
  readonly store: string
  /** The operator's database: the catalogue's outbox. */
  readonly operator: string
  /** The adapters' ledgers. */
  readonly ledgers: Readonly<Record<ProvinceName, string>>
  readonly sources: Readonly<Record<ProvinceName, SourceStatus>>
  readonly services: readonly ProcessStatus[]
  /** PostgreSQL and Kafka where they are ours. */
  readonly infrastructure: readonly ProcessStatus[]
  readonly supervisor: number
  /** True once everything is ready and the first load is through. */
  readonly loaded: boolean
}

/** Puts the status in its file, whole or not at all. */
export function writeStatus(folder: string, status: Status): void {
  const file = join(folder, 'status.json')
  writeFileSync(`${file}.new`, `${JSON.stringify(status, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** The status as last written; null when there is none. */
export function readStatus(folder: string): Status | null {
  try {
    return JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8')) as Status
  } catch {
    return null
  }
}

/** Does the service say that it is ready? */
export async function isReady(url: string, signal?: AbortSignal): Promise<boolean> {
  try {
    const limit = AbortSignal.timeout(2_500)
    const response = await fetch(`${url}/health/ready`, { signal: signal ? AbortSignal.any([limit, signal]) : limit })
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}
