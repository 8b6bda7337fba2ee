import { setTimeout as wait } from 'node:timers/promises'

/** What an error of the database asks for. `again`: another transaction stood in the way or the database was away. `data`: it refuses the values, and always will. */
export type StoreError = 'again' | 'data' | 'other'

const AWAY = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH'])
const AGAIN = ['08', '40', '53', '55', '57', '58', '25006']
const DATA = ['22', '23', '54']

/** Classifies an error by its SQLSTATE (PostgreSQL, appendix A) or the socket's code. A lost connection comes from pg without one. */
export function classifyStoreError(error: unknown): StoreError {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown }
  if (typeof code !== 'string')
    return typeof message === 'string' && /^(Connection terminated|timeout exceeded|Client has encountered a connection error)/.test(message)
      ? 'again'
      : 'other'
  if (AWAY.has(code)) return 'again'
  if (!/^[0-9A-Z]{5}$/.test(code)) return 'other'
  if (AGAIN.some(begin => code.startsWith(begin))) return 'again'
  return DATA.some(begin => code.startsWith(begin)) ? 'data' : 'other'
}

const TRIES = 6
const FIRST_PAUSE = 10

/** Does a transaction again, with growing pauses, while another one stands in its way or the database is away; gives up after about a second. */
export async function tryAgain<T>(transact: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transact()
    } catch (error) {
      if (attempt === TRIES || classifyStoreError(error) !== 'again') throw error
      await wait(FIRST_PAUSE * 2 ** attempt * (0.5 + Math.random()))
    }
  }
}
