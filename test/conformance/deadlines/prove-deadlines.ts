import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { isDeepStrictEqual } from 'node:util'
import { loadCatalogue, loadRepairLaw, loadWorkdays } from '@delta/catalogue'
import { ROOT } from '@delta/dev'
import { python } from '../local.ts'
import { ourAnswer } from './our-answer.ts'
import { questions } from './questions.ts'

const SHOWN = 5

/** Python's answers to questions, in their order. */
async function answersOfPython(asked: readonly object[]): Promise<unknown[]> {
  const child = spawn(python(), [join(ROOT, 'test/conformance/answer_deadlines.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  child.stdin.on('error', () => child.stdin.destroy())
  child.stdin.end(asked.map(question => `${JSON.stringify(question)}\n`).join(''))
  const answers: unknown[] = []
  for await (const line of createInterface({ input: child.stdout })) answers.push(JSON.parse(line))
  const [code] = await closed
  if (code !== 0 || answers.length !== asked.length) throw new Error(`python ended with ${String(code)} after ${answers.length} of ${asked.length} answers`)
  return answers
}

/** Asks this project and Python (chinesecalendar; the texts written down a second time) for terms and periods and compares; one test a kind of question. Resolves with the exit code. */
export async function proveDeadlines(scale: { random: number; atEdges: number }): Promise<number> {
  const catalogue = loadCatalogue()
  const law = loadRepairLaw(catalogue)
  const workdays = loadWorkdays(catalogue)
  const asked = questions(catalogue, law.ruleSets, scale)
  const theirs = await answersOfPython(asked)
  const compared = asked.map((question, index) => ({ question, ours: ourAnswer(question, law, workdays), theirs: theirs[index] }))
  let failed = 0
  const kinds = Map.groupBy(compared, ({ question }) => question.ask)
  for (const [kind, cases] of kinds) {
    const wrong = cases.filter(({ ours, theirs: other }) => !isDeepStrictEqual(ours, other))
    if (wrong.length > 0) failed += 1
    console.log(`${wrong.length === 0 ? '✓' : '✗'} ${kind}: ${cases.length} compared${wrong.length === 0 ? '' : `, ${wrong.length} differ`}`)
    for (const each of wrong.slice(0, SHOWN)) console.log(`  ${JSON.stringify(each)}`)
  }
  console.log(`${asked.length} cases`)
  console.log(`${kinds.size - failed} passed, ${failed} failed, 0 skipped`)
  return failed === 0 ? 0 : 1
}
