import { Command } from 'commander'
import { readCliConfig } from './config.ts'
import { Missing } from './missing.ts'
import { checkedSystem, runningSystem, statusTable } from './status.ts'

const config = readCliConfig()
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const now = (): Date => new Date()

// Each command loads its own room when it is asked for: a token must not wait for what fills the sources.
const delta = new Command('delta').description('Speaks to the local Delta gateway that npm start runs.').showHelpAfterError('(delta --help lists the commands)')

delta
  .command('token')
  .description('print a token for a role: analyst, partner:<city>, province:<code>, unit:<code>, subject:<id>, operator')
  .argument('<role>')
  .action(async (role: string) => {
    const { tokenFor } = await import('./token.ts')
    print(await tokenFor(role, config.keys))
  })

delta
  .command('status')
  .description('say what runs, where, and whether it is ready')
  .option('--json', 'as one JSON object, with the addresses and passwords of databases')
  .action(async ({ json }: { json?: boolean }) => {
    const status = await checkedSystem(config.varFolder)
    print(json === true ? JSON.stringify(status, null, 2) : statusTable(status))
  })

delta
  .command('counts')
  .description('count what the adapters have published, hold and have rejected, per province, product and kind')
  .option('--json', 'as one JSON array')
  .action(async ({ json }: { json?: boolean }) => {
    const { countsTable, ledgerCounts } = await import('./counts.ts')
    const counts = await ledgerCounts(runningSystem(config.varFolder).ledgers)
    print(json === true ? JSON.stringify(counts, null, 2) : countsTable(counts))
  })

delta
  .command('drill')
  .description('drill a product down to the units that answer, with the counts of each level')
  .argument('[product]', 'lists, archives or relationships', 'lists')
  .argument('[codes...]', 'only these domains (B05), kinds of subject (ENT) or dimensions (INVESTOR)')
  .option('--role <role>', 'who asks', 'analyst')
  .option('--purpose <purpose>', 'for what', 'analysis')
  .option('--language <language>', 'of names: zh or en', 'zh')
  .action(async (product: string, codes: string[], { role, purpose, language }: { role: string; purpose: string; language: string }) => {
    const [{ drill }, { tokenFor }] = await Promise.all([import('./drill.ts'), import('./token.ts')])
    const { gateway } = runningSystem(config.varFolder)
    print(await drill(product, codes, { gateway, token: await tokenFor(role, config.keys), purpose, language }))
  })

delta
  .command('seed')
  .description('let changes go on happening in the four sources, until Ctrl-C')
  .option('--rate <changes>', 'changes a second, in all four together', '20')
  .option('--seconds <seconds>', 'end after so long')
  .option('--seed <number>', 'seed of the changes', '1')
  .option('--journal <file>', 'append a line of JSON for each change')
  .action(async ({ rate, seconds, seed: number, journal }: { rate: string; seconds?: string; seed: string; journal?: string }) => {
    const { positive, seed } = await import('./seed.ts')
    const stopping = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
    const live = process.stderr.isTTY
    const done = await seed(runningSystem(config.varFolder), {
      rate: positive(rate, 'rate'),
      seed: positive(number, 'seed'),
      signal: stopping.signal,
      now,
      onCount: count => live && process.stderr.write(`\r${count} changes`),
      ...(seconds === undefined ? {} : { seconds: positive(seconds, 'seconds') }),
      ...(journal === undefined ? {} : { journal }),
    })
    if (live) process.stderr.write('\r')
    print(done)
  })

delta
  .command('verify')
  .description('verify a record and its seal, offline')
  .argument('<file>', 'JSON with topic, key, headers and value')
  .option('--directory <file>', "the signed participant directory (the local system's)")
  .option('--keeper <file>', "the directory keeper's public key, a JWK (the local system's)")
  .action(async (file: string, options: { directory?: string; keeper?: string }) => {
    const { localDirectory, verifyRecord } = await import('./verify.ts')
    const { ok, line } = await verifyRecord(file, { ...localDirectory(config.keys), ...options, now })
    print(line)
    if (!ok) process.exitCode = 1
  })

try {
  await delta.parseAsync()
} catch (error) {
  if (!(error instanceof Missing)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
