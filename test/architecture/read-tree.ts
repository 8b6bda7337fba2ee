import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Source files by their path from the repository's top. */
export type Tree = ReadonlyMap<string, string>

const root = fileURLToPath(new URL('../../', import.meta.url))

/** Reads every TypeScript source file of packages, services, infra and test. */
export function readTree(): Tree {
  const files = ['packages', 'services', 'infra', 'test'].flatMap(top =>
    readdirSync(`${root}${top}`, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile() && /\.m?ts$/.test(entry.name))
      .map(entry => `${entry.parentPath.slice(root.length)}/${entry.name}`)
      .filter(path => !/(^|\/)(node_modules|dist|generated)\//.test(path)),
  )
  return new Map(files.toSorted().map(path => [path, readFileSync(`${root}${path}`, 'utf8')]))
}
