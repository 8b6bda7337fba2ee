import { announceSeed } from './random.ts'
import { report } from './report.ts'
import { resumeAll, type ResumePlan } from './resume.ts'

/** Resumes as planned, at the three rates, and says what was found; gives the exit code: red where anything was lost, doubled, out of order or wrong, or where fewer than `least` were resumed. */
export async function reportResumes({ least, ...plan }: Pick<ResumePlan, 'behind' | 'atOnce'> & { readonly least: number }): Promise<number> {
  const { lost, double, disordered, wrong, resumes, events, failed } = await resumeAll({ ...plan, seed: announceSeed(), rates: [50, 500, 2_000] })
  console.log(`${resumes} resumes, ${events} events: lost ${lost}, double ${double}, out of order ${disordered}, wrong ${wrong}`)
  for (const one of failed) console.log(one)
  return report({
    'nothing lost': lost === 0,
    'nothing double': double === 0,
    'nothing out of order': disordered === 0,
    'every digest right': wrong === 0,
    'all came to their end': failed.length === 0,
    [`at least ${least} resumes`]: resumes >= least,
  })
}
