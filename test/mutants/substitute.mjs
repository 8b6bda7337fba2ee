// Loaded with `node --import`: runs the product with one committed mutant in it, so that a guarantee's test can be seen red. DELTA_MUTANT names an entry of mutants.json.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'

const name = process.env.DELTA_MUTANT
const mutants = JSON.parse(readFileSync(new URL('mutants.json', import.meta.url), 'utf8'))
if (name) {
  const mutant = mutants[name]
  if (!mutant) throw new Error(`no mutant named ${name}`)
  const edits = mutant.edits ?? [mutant]
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      const mine = edits.filter(({ file }) => url.endsWith(`/${file}`))
      if (mine.length === 0) return loaded
      let source = loaded.source.toString()
      for (const { file, find, replace } of mine) {
        const times = source.split(find).length - 1
        if (times !== 1) throw new Error(`mutant ${name}: its text stands ${times} times in ${file}, not once`)
        source = source.replace(find, () => replace)
      }
      return { ...loaded, source }
    },
  })
}
