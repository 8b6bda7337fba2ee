import { execFileSync } from 'node:child_process'
import { isDeepStrictEqual } from 'node:util'
import { gql } from '@apollo/client/core'
import { ROOT } from '@delta/dev'
import { apolloOver, type Got, links, type Run, subscribeBy } from '../apollo.ts'
import { python, status, token } from '../local.ts'

/** Apollo Client (over a WebSocket and an event stream) and Python's gql (over a WebSocket) get through the gateway the very changes that the plain feed tells, go on from a cursor, and learn why they are refused; Apollo keeps a stored set. */
const MOST = 200
const HALF = MOST / 2
const { gateway } = status()
const url = `${gateway}/graphql`
const headers = { authorization: `Bearer ${token('partner:330100')}`, 'delta-purpose': 'exchange' }

async function plainFeed(): Promise<[string, string][]> {
  const response = await fetch(`${gateway}/feeds/lists?after=0`, { headers })
  if (!response.ok) throw new Error(`the feed answers ${response.status}`)
  const changes: [string, string][] = []
  let text = ''
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    text += chunk
    const frames = text.split('\n\n')
    text = frames.pop()!
    for (const frame of frames) {
      const found = /^id: (.+)\nevent: change\ndata: (.+)$/.exec(frame)
      if (found) changes.push([found[1]!, (JSON.parse(found[2]!) as { hash: string }).hash])
      if (changes.length === MOST) return changes
    }
  }
  throw new Error(`the feed ended after ${changes.length} changes`)
}

const expected = await plainFeed()
const runs: (Run & { readonly name: string; readonly got: Got })[] = [
  { name: 'gets the feed from its beginning', after: '0', most: MOST, got: { changes: expected, code: null } },
  { name: 'goes on from a cursor', after: expected[HALF - 1]![0], most: HALF, got: { changes: expected.slice(HALF), code: null } },
  { name: 'learns why a cursor is refused', after: 'nonsense', most: 1, got: { changes: [], code: 'CURSOR_MALFORMED' } },
]

const total = { passed: 0, failed: 0 }
const judge = (what: string, right: boolean): void => {
  total[right ? 'passed' : 'failed'] += 1
  console.log(`${right ? 'ok  ' : 'FAIL'} ${what}`)
}

const apollo = links(url, headers)
for (const name of ['WebSocket', 'SSE'] as const) {
  const client = apolloOver(apollo[name].link)
  for (const run of runs) judge(`Apollo Client over ${name} ${run.name}`, isDeepStrictEqual(await subscribeBy(client, run), run.got))
  apollo[name].close()
}
const answers = execFileSync(python(), ['test/conformance/subscribe.py'], {
  cwd: ROOT,
  input: JSON.stringify({ url: url.replace('http', 'ws'), headers, runs: runs.map(({ after, most }) => ({ after, most })) }),
  encoding: 'utf8',
})
const got = JSON.parse(answers) as Got[]
for (const [n, run] of runs.entries()) judge(`Python’s gql over WebSocket ${run.name}`, isDeepStrictEqual(got[n], run.got))

const client = apolloOver(apollo.HTTP.link)
const name = 'conformance'
const subject = '91330106MA2XXXXX0X'.replaceAll('X', '2')
const kept = await client.mutate<{ keepWatch: { count: number } }>({
  mutation: gql`
    mutation ($name: String!, $set: [ID!]) {
      keepWatch(name: $name, set: $set) {
        id
        count
      }
    }
  `,
  variables: { name, set: [subject] },
})
const watches = await client.query<{ watches: { name: string; count: number }[] }>({
  query: gql`
    {
      watches {
        id
        name
        count
      }
      provinces {
        code
      }
    }
  `,
})
judge(
  'Apollo Client keeps a stored set by a mutation through the gateway, and sees it',
  kept.data?.keepWatch.count === 1 && watches.data?.watches.find(watch => watch.name === name)?.count === 1,
)
console.log(`${total.passed} passed, ${total.failed} failed, 0 skipped`)
process.exit(total.failed === 0 ? 0 : 1)
