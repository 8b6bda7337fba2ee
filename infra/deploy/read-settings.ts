import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** A service's settings as its config.ts declares them. */
export interface DeclaredSettings {
  readonly all: ReadonlySet<string>
  /** Those without which it does not start. */
  readonly required: ReadonlySet<string>
}

const ROOT = new URL('../../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

/** Where the shapes that services spread into their own are declared. */
const SHARED = ['packages/service/src/config.ts', 'packages/access/src/open-gate.ts'] as const

/** The services: every folder under services/ that listens. */
export const serviceNames = (): string[] =>
  readdirSync(new URL('services/', ROOT))
    .filter(name => name !== 'cli')
    .toSorted()

/** Reads a service's settings from the text of its config.ts, without running anything. */
export function declaredSettings(service: string): DeclaredSettings {
  const shared = SHARED.map(text).join('\n')
  const own = block(text(`services/${service}/src/config.ts`), 'shape')
  const whole = [own, ...[...own.matchAll(/\.\.\.(\w+)/g)].map(([, name]) => block(shared, name!))].join('\n')
  const declared = [...`${whole}\n  end`.matchAll(/^ {2}([A-Z][A-Z0-9_]+): ([\s\S]+?)(?=\n {2}\S)/gm)].map(([, name, how]) => ({
    name: name!,
    optional: mayBeLeftOut(how!, shared),
  }))
  if (declared.length === 0) throw new Error(`no settings found in ${service}'s config.ts`)
  return { all: new Set(declared.map(({ name }) => name)), required: new Set(declared.filter(({ optional }) => !optional).map(({ name }) => name)) }
}

const block = (source: string, name: string): string => {
  const found = new RegExp(`^(?:export )?const ${name} = \\{\\n([\\s\\S]*?)^\\}`, 'm').exec(source)?.[1]
  if (found === undefined) throw new Error(`${name} is not declared where it is looked for`)
  return found
}

const says = (words: string): boolean => /\.(optional|default)\(/.test(words)

/** A declaration may be left out if it says so itself, or calls a helper that does. */
function mayBeLeftOut(how: string, shared: string): boolean {
  const helper = /^(?:setting\.)?(\w+)\(/.exec(how)?.[1]
  return says(how) || (helper !== undefined && says(new RegExp(`\\b${helper}(?::| =) ([\\s\\S]*?)(?:,\\n {2}\\w+: |\\n\\n|\\n\\})`).exec(shared)?.[1] ?? ''))
}

/** All sources of packages and services as one text. */
export function allSources(): string {
  return ['packages/', 'services/']
    .flatMap(top => readdirSync(new URL(top, ROOT)).flatMap(room => readSources(fileURLToPath(new URL(`${top}${room}/src/`, ROOT)))))
    .join('\n')
}

const readSources = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map(name => readFileSync(`${folder}${name}`, 'utf8'))
