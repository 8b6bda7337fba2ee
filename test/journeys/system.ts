import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT, type Status } from '@delta/dev'
import { openStore, type Store } from '@delta/store'

/** What a `delta` command prints. */
export const cli = (...args: string[]): string => execFileSync(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), ...args], { encoding: 'utf8' }).trim()

/** What runs: the system that the test layer brought up, as a user learns of it. */
export const status: Status = JSON.parse(cli('status', '--json')) as Status

const tokens = new Map<string, string>()

/** A token for a demo role. */
export function tokenFor(role: string): string {
  const known = tokens.get(role) ?? cli('token', role)
  tokens.set(role, known)
  return known
}

/** A token that is not known yet. The command holds this process up: what a server has closed meanwhile is noticed before the connection is used again. */
async function freshToken(role: string): Promise<string> {
  const token = tokenFor(role)
  await wait(20)
  return token
}

/** Who asks, for what, about which case. */
export interface Asking {
  readonly role?: string
  readonly purpose?: string
  readonly deltaCase?: string
  readonly language?: string
}

/** A GraphQL answer as it came. */
export interface Answer<T> {
  readonly status: number
  readonly data: T
  readonly errors?: readonly { message: string; extensions: { code: string } }[]
}

/** Asks the gateway. */
export async function ask<T = Record<string, any>>(
  query: string,
  variables: Record<string, unknown> = {},
  { role = 'analyst', purpose = 'analysis', deltaCase, language }: Asking = {},
): Promise<Answer<T>> {
  const token = tokens.get(role) ?? (await freshToken(role))
  const response = await fetch(`${status.gateway}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      'delta-purpose': purpose,
      ...(deltaCase ? { 'delta-case': deltaCase } : {}),
      ...(language ? { 'accept-language': language } : {}),
    },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, ...((await response.json()) as Omit<Answer<T>, 'status'>) }
}

/** Asks, and expects an answer without errors. */
export async function data<T = Record<string, any>>(query: string, variables: Record<string, unknown> = {}, asking: Asking = {}): Promise<T> {
  const answer = await ask<T>(query, variables, asking)
  if (answer.errors) throw new Error(`${answer.status}: ${JSON.stringify(answer.errors)}`)
  return answer.data
}

/** Waits until `look` gives something that `holds`; gives it and the milliseconds it took. */
export async function eventually<T>(look: () => Promise<T>, holds: (seen: T) => boolean, patience = 15_000): Promise<{ seen: T; took: number }> {
  const begun = performance.now()
  for (;;) {
    const seen = await look()
    const took = performance.now() - begun
    if (holds(seen)) return { seen, took }
    if (took > patience) throw new Error(`after ${patience} ms it is still ${JSON.stringify(seen)}`)
    await wait(20)
  }
}

/** A source's database, with the right to write. */
export function openSource(name: 'shanghai' | 'jiangsu' | 'zhejiang'): Store<unknown> {
  return openStore(status.sources[name].url!, { connections: 2 })
}

const USCC = '0123456789ABCDEFGHJKLMNPQRTUWXY'

/** A 统一社会信用代码: its first 17 characters with their check character (GB 32100-2015). */
export function uscc(body: string): string {
  const sum = [...body].reduce((total, character, index) => total + USCC.indexOf(character) * (3 ** index % 31), 0)
  return body + USCC[(31 - (sum % 31)) % 31]
}

/** A code that no other test has: of `prefix` (eight characters), random after that. */
export function freshUscc(prefix: string): string {
  return uscc(prefix + Array.from({ length: 17 - prefix.length }, () => '0123456789'[Math.floor(Math.random() * 10)]).join(''))
}

/** The text in GB18030, by the machine's own iconv. */
export function gb18030(text: string): Buffer {
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text })
}

/** Today in Shanghai, `YYYY-MM-DD`. */
export function today(): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date())
}
