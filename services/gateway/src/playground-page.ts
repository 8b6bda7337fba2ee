import { gzipSync } from 'node:zlib'
import { parentPort, workerData } from 'node:worker_threads'
import { renderGraphiQL } from '@graphql-yoga/render-graphiql'

/** What the page is made of: example documents by name, and the roles that demonstration tokens are offered for. */
export interface PageParts {
  readonly examples: readonly { name: string; query: string }[]
  readonly roles: readonly string[]
}

const BAR = (roles: readonly string[]): string => `
<style>
  html, body { height: 100%; margin: 0 }
  #delta { box-sizing: border-box; height: 44px; display: flex; gap: 12px; align-items: center; padding: 0 12px; font: 13px system-ui, sans-serif; background: #10243e; color: #fff }
  #delta label { display: flex; gap: 6px; align-items: center }
  #delta input, #delta select, #delta button { font: inherit; padding: 3px 6px; border-radius: 4px; border: 1px solid #54708f }
  #delta-token { width: 18em }
  #root { height: calc(100% - 44px) !important }
</style>
<div id="delta" role="region" aria-label="Who asks, and for what">
  <strong>Delta</strong>
  <label>Token <input id="delta-token" type="password" autocomplete="off" spellcheck="false"></label>
  ${roles.length ? `<label>Demo <select id="delta-role">${roles.map(role => `<option>${role}</option>`).join('')}</select></label><button id="delta-demo">use a demo token</button>` : ''}
  <label>Purpose <select id="delta-purpose"><option>analysis</option><option>approval</option><option>supervision</option><option>exchange</option><option>subject-request</option></select></label>
  <label>Case <input id="delta-case" maxlength="64" size="12"></label>
  <label>Names <select id="delta-language"><option>zh</option><option>en</option></select></label>
  <span id="delta-note" role="status"></span>
</div>
<script>
  {
    const part = name => document.getElementById('delta-' + name)
    const kept = ['token', 'purpose', 'case', 'language']
    for (const name of ['tabState', 'query', 'variables', 'headers']) localStorage.removeItem('graphiql:' + name)
    const introspect = () => {
      part('note').textContent = part('token').value ? '' : 'Every call needs a token: pnpm -s delta token analyst'
      document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')?.click()
    }
    for (const name of kept) {
      const value = sessionStorage.getItem('delta-' + name)
      if (value) part(name).value = value
      part(name).addEventListener('change', () => {
        sessionStorage.setItem('delta-' + name, part(name).value)
        if (name === 'token') introspect()
      })
    }
    introspect()
    part('demo')?.addEventListener('click', async () => {
      const answer = await send('/demo/token', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ role: part('role').value }) })
      if (!answer.ok) return void (part('note').textContent = 'no token: ' + answer.status)
      part('token').value = (await answer.json()).token
      part('token').dispatchEvent(new Event('change'))
    })
    const send = window.fetch.bind(window)
    window.fetch = (input, init = {}) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href)
      if (url.origin !== location.origin || url.pathname !== '/graphql') return send(input, init)
      const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : {}))
      const set = (name, value) => { if (value && !headers.has(name)) headers.set(name, value) }
      set('authorization', part('token').value && 'Bearer ' + part('token').value.trim())
      set('delta-purpose', part('purpose').value)
      set('delta-case', unescape(encodeURIComponent(part('case').value)))
      headers.set('accept-language', part('language').value)
      return send(input, { ...init, headers })
    }
  }
</script>`

/** The page: GraphiQL from its npm package, whole in one file, with the examples as tabs and a bar for token, purpose, case and language. */
export function playgroundPage({ examples, roles }: PageParts): string {
  const page = renderGraphiQL({
    title: 'Delta gateway',
    logo: ' ',
    endpoint: '/graphql',
    defaultTabs: examples.map(({ query }) => ({ query, headers: null, variables: null })),
  } as Parameters<typeof renderGraphiQL>[0])
  return page.replace('<div id="root"></div>', () => `${BAR(roles)}<div id="root"></div>`)
}

if (parentPort) parentPort.postMessage(gzipSync(playgroundPage(workerData as PageParts)))
