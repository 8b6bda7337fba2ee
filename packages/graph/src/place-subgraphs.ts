/** The supergraph with other addresses of its subgraphs. Throws for a name that it does not hold. */
export function placeSubgraphs(supergraph: string, urls: Readonly<Record<string, string>>): string {
  return Object.entries(urls).reduce((text, [name, url]) => {
    const place = new RegExp(`(@join__graph\\(name: ${JSON.stringify(name)}, url: )"[^"]*"`)
    if (!place.test(text)) throw new Error(`the supergraph has no subgraph ${name}`)
    return text.replace(place, (_, before: string) => before + JSON.stringify(url))
  }, supergraph)
}
