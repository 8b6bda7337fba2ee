import type { Command } from 'commander'
import type { CliConfig } from './config.ts'
import { Missing } from './missing.ts'
import type { Outcome, Telling } from './replay.ts'
import { runningSystem } from './status.ts'

const print = (text: string): void => void process.stdout.write(`${text}\n`)

/** Shows progress on one line of a terminal; elsewhere a line now and then. */
function createSay(live: boolean, now: () => Date): Telling['say'] {
  let told = 0
  return text => {
    if (live) return void process.stderr.write(`\r\u001B[K${text}`)
    if (now().getTime() - told < 2_000) return
    told = now().getTime()
    process.stderr.write(`${text}\n`)
  }
}

/** A whole number of at least `least`; undefined where the option is not given. */
function whole(text: string | undefined, name: string, least: number): number | undefined {
  if (text === undefined) return undefined
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= least) return value
  throw new Missing(`--${name} takes a whole number from ${least}, not ${text}.`)
}

/** Adds the commands that repair the pipe: each goes on while the system runs, and ends with 1 where what should be equal is not. */
export function addReplay(delta: Command, config: CliConfig, now: () => Date): void {
  const live = process.stderr.isTTY
  const telling: Telling = { now, say: createSay(live, now) }
  const end = ({ equal, lines }: Outcome): void => {
    if (live) process.stderr.write('\r\u001B[K')
    for (const line of lines) print(line)
    if (!equal) process.exitCode = 1
  }

  delta
    .command('digest')
    .description('compute what the projected tables hold, by table and province: equal content, equal digest')
    .argument('[model]', 'archive, relationship, list, quality, repair or all', 'all')
    .option('--json', 'as one JSON array')
    .action(async (model: string, { json }: { json?: boolean }) => {
      const { digestLines, digestsOf } = await import('./replay.ts')
      const digests = await digestsOf(runningSystem(config.varFolder), model)
      print(json === true ? JSON.stringify(digests, null, 2) : digestLines(digests).join('\n'))
    })

  delta
    .command('republish')
    .description('publish a range of an outbox again, with its numbers and seals; readers drop what they have')
    .argument('<topic>', 'delta.list.sh.v1')
    .option('--partition <n>', 'only this one')
    .option('--from <seq>', 'the first number (1)')
    .option('--to <seq>', 'the number that is waited for (the last); what follows goes out too, so that the newest copy is the newest version')
    .action(async (topic: string, given: { partition?: string; from?: string; to?: string }) => {
      const { republishRange } = await import('./replay.ts')
      const partition = whole(given.partition, 'partition', 0)
      const from = whole(given.from, 'from', 1)
      const to = whole(given.to, 'to', 1)
      const range = { topic, ...(partition === undefined ? {} : { partition }), ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }
      end(await republishRange(runningSystem(config.varFolder), config, range, telling))
    })

  delta
    .command('reread')
    .description('let an adapter read a dataset again from its start: what is unchanged publishes nothing')
    .argument('<province>', 'shanghai or 310000, …')
    .argument('<dataset>', 'as its declaration names it: t_xzcf, XZCF, QY0302; cells are read all together')
    .action(async (province: string, dataset: string) => {
      const { rereadDataset } = await import('./replay.ts')
      end(await rereadDataset(runningSystem(config.varFolder), config, province, dataset, telling))
    })

  const rebuild = delta.command('rebuild').description('build Kafka or a read model anew from the outboxes')
  rebuild
    .command('kafka')
    .description('make all topics anew and publish all outboxes again: same numbers, same content; readers drop what they have')
    .action(async () => {
      const { rebuildTopics } = await import('./replay.ts')
      end(await rebuildTopics(runningSystem(config.varFolder), config, telling))
    })
  rebuild
    .command('model')
    .description('build a read model anew, history included; readers see the old or the new')
    .argument('<model>', 'archive, relationship, list, quality, repair or all')
    .action(async (model: string) => {
      const { rebuildModels } = await import('./replay.ts')
      end(await rebuildModels(runningSystem(config.varFolder), config, model, telling))
    })
}
