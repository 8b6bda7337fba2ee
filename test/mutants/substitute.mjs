// Loaded with `node --import`: runs the product with one committed mutant in it, so that a guarantee's test can be seen red. DELTA_MUTANT names an entry of mutants.json.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const name = process.env.DELTA_MUTANT
const mutants = JSON.parse(readFileSync(new URL('mutants.json', import.meta.url), 'utf8'))
if (name) {
  const mutant = mutants[name]
  if (!mutant) throw new Error(`no mutant named ${name}`)
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith(`/${mutant.file}`)) return loaded
      const source = loaded.source.toString()
      if (source.split(mutant.find).length !== 2)
        throw new Error(`mutant ${name}: its text stands ${source.split(mutant.find).length - 1} times in ${mutant.file}, not once`)
      return { ...loaded, source: source.replace(mutant.find, () => mutant.replace) }
    },
  })
}
