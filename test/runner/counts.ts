/** How many tests passed, failed and were skipped. */
export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** Nothing yet. */
export const NONE: Counts = { passed: 0, failed: 0, skipped: 0 }

/** One test that failed. */
export const ONE_FAILED: Counts = { passed: 0, failed: 1, skipped: 0 }

/** The sum of counts. */
export function sum(all: readonly Counts[]): Counts {
  return all.reduce((a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }), NONE)
}

/** The line that every runner ends with. */
export function lineOf({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** The counts in the last such line of an output; null when there is none. */
export function countsIn(output: string): Counts | null {
  const last = [...output.matchAll(/^\s*(\d+) passed, (\d+) failed, (\d+) skipped\s*$/gm)].at(-1)
  return last ? { passed: Number(last[1]), failed: Number(last[2]), skipped: Number(last[3]) } : null
}

/** The counts of vitest's JSON report; null when it is no report. */
export function countsOfReport(text: string): Counts | null {
  try {
    const report = JSON.parse(text) as { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number }
    return { passed: report.numPassedTests, failed: report.numFailedTests, skipped: report.numPendingTests + report.numTodoTests }
  } catch {
    return null
  }
}

/** What failed by vitest's JSON report, a line each: file, test and the first line of why; empty when it is no report. */
export function failuresOfReport(text: string): string[] {
  try {
    const { testResults } = JSON.parse(text) as {
      testResults: readonly {
        name: string
        status: string
        message: string
        assertionResults: readonly { fullName: string; status: string; failureMessages: readonly string[] }[]
      }[]
    }
    return testResults.flatMap(({ name, status, message, assertionResults }) => {
      const failed = assertionResults
        .filter(one => one.status === 'failed')
        .map(({ fullName, failureMessages }) => ({ what: `${name}: ${fullName}`, why: failureMessages[0] ?? '' }))
      const told = failed.length === 0 && status === 'failed' ? [{ what: name, why: message }] : failed
      return told.map(({ what, why }) => `${what}: ${why.split('\n', 1)[0]}`)
    })
  } catch {
    return []
  }
}

/** The lines of an output that say what failed. */
export const failuresIn = (output: string): string[] => [...output.matchAll(/^✗ (.*)$/gm)].map(match => match[1]!)

/** What a run counts as: a bad exit with no failed test is a failure, and so is a run that tested nothing. */
export function judged(counts: Counts | null, exitCode: number): Counts {
  if (counts === null) return ONE_FAILED
  if (exitCode !== 0 && counts.failed === 0) return { ...counts, failed: 1 }
  return counts.passed + counts.failed + counts.skipped === 0 ? ONE_FAILED : counts
}
