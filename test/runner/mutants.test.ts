import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { expect, test } from 'vitest'

interface Edit {
  readonly file: string
  readonly find: string
}

const mutants = JSON.parse(readFileSync(join(ROOT, 'test/mutants/mutants.json'), 'utf8')) as Record<string, Edit & { readonly edits?: readonly Edit[] }>

test.each(Object.entries(mutants))('the mutant %s still bites: each text that it breaks stands once where it says', (_name, mutant) => {
  for (const { file, find } of mutant.edits ?? [mutant]) expect([file, readFileSync(join(ROOT, file), 'utf8').split(find).length - 1]).toEqual([file, 1])
})
