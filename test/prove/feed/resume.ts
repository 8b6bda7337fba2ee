import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { resumeAll } from '../../feed/resume.ts'

/** 10,000 resumes: {10, 100, 1,000, 10,000} events behind × {50, 500, 2,000}/s × SSE, WebSocket, webhook, Kafka, while changes go on. */
const { lost, double, disordered, wrong, resumes, events, failed } = await resumeAll({
  seed: announceSeed(),
  behind: { 10: 7_200, 100: 2_160, 1_000: 540, 10_000: 120 },
  rates: [50, 500, 2_000],
  atOnce: 12,
})
console.log(`${resumes} resumes, ${events} events: lost ${lost}, double ${double}, out of order ${disordered}, wrong ${wrong}`)
for (const one of failed) console.log(one)
process.exit(
  report({
    'nothing lost': lost === 0,
    'nothing double': double === 0,
    'nothing out of order': disordered === 0,
    'every digest right': wrong === 0,
    'all came to their end': failed.length === 0,
    '10,000 resumes': resumes >= 10_000,
  }),
)
