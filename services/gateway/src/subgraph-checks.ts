/** The conditions of readiness of a gateway: one for each subgraph of the supergraph, which asks the subgraph's own readiness. */
export function subgraphChecks(supergraph: string): Record<string, () => Promise<string | void>> {
  const places = [...supergraph.matchAll(/@join__graph\(name: "([^"]+)", url: "([^"]+)"\)/g)]
  return Object.fromEntries(
    places.map(([, name = '', url = '']) => [
      `subgraph-${name}`,
      async () => {
        const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(1_500) }).catch(() => null)
        await response?.body?.cancel()
        if (response === null) return 'does not answer'
        return response.ok ? undefined : 'is not ready'
      },
    ]),
  )
}
