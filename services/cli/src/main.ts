import type { FeedFilter } from '@delta/subscriber'
import { Command } from 'commander'
import { readCliConfig } from './config.ts'
import { Missing } from './missing.ts'
import { addReplay } from './replay-commands.ts'
import { checkedSystem, runningSystem, statusTable } from './status.ts'

/** What `tail` is asked for; the rest is the filter. */
interface VerifyOptions {
  readonly directory?: string
  readonly keeper?: string
  readonly checkpoint?: readonly string[]
  readonly log?: string | true
  readonly evidence?: string | true
  readonly copy?: string
}

interface TailOptions extends FeedFilter {
  readonly after?: string
  readonly role: string
  readonly once?: boolean
  readonly json?: boolean
}

const config = readCliConfig()
const print = (text: string): void => void process.stdout.write(`${text}\n`)
const now = (): Date => new Date()

// Each command loads its own room when it is asked for: a token must not wait for what fills the sources.
const delta = new Command('delta').description('Speaks to the local Delta gateway that npm start runs.').showHelpAfterError('(delta --help lists the commands)')

delta
  .command('token')
  .description('print a token for a role: analyst, partner:<city>, province:<code>, unit:<code>, subject:<id>, national, operator')
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
  .command('rotate-key')
  .description('give a province, the supervision or the log a new key: the directory lists it, whoever signs with it takes it up, nothing under way is refused')
  .argument('<owner>', 'a province (310000 or shanghai, …), region (the supervision) or log')
  .option('--for <use>', 'seal (its adapter), push (its platform) or repair (the repair desk)', 'seal')
  .action(async (province: string, { for: use }: { for: string }) => {
    const { rotate } = await import('./rotate-key.ts')
    print(await rotate({ folder: config.keys, now }, province, use))
  })

delta
  .command('revoke-key')
  .description('revoke a key: what it signs from now on is refused within five seconds, what it signed before stays valid')
  .argument('<owner>', 'a province (310000 or shanghai, …), region (the supervision) or log')
  .argument('[kid]', 'the key; the one that the province seals with, where none is named')
  .action(async (province: string, kid: string | undefined) => {
    const { revoke } = await import('./rotate-key.ts')
    print(await revoke({ folder: config.keys, now }, province, kid))
  })

delta
  .command('erase')
  .description('erase a record that a province has published, wherever the exchange holds it')
  .argument('<province>', 'shanghai or 310000, …')
  .argument('<record-id>', 'as the graph names it; it may begin with a hyphen')
  .allowUnknownOption()
  .action(async (province: string, recordId: string) => {
    const { erase } = await import('./erase.ts')
    print(await erase(runningSystem(config.varFolder).ledgers, province, recordId))
  })

delta
  .command('release')
  .description('let go what waits of a dataset because too much of it came or went on one day')
  .argument('<province>', 'shanghai or 310000, …')
  .argument('<dataset>', 't_md, dw_rel, QY0601, HMD, …')
  .action(async (province: string, dataset: string) => {
    const { release } = await import('./release.ts')
    print(await release(runningSystem(config.varFolder).ledgers, province, dataset))
  })

const each = (value: string, before: readonly string[] | undefined): readonly string[] => [...(before ?? []), value]

delta
  .command('tail')
  .description('follow the list feed: a line for each change, until Ctrl-C')
  .option('--after <cursor>', 'go on after a cursor; 0 is the beginning (now)')
  .option('--domain <code>', 'only a list domain, B05; may be given again', each)
  .option('--area <code>', 'only an area; may be given again', each)
  .option('--province <code>', 'only a province, 310000; may be given again', each)
  .option('--polarity <polarity>', 'only RED, BLACK or WATCH; may be given again', each)
  .option('--division <prefix>', 'only subjects of a division, 3301')
  .option('--recognised-in <province>', 'only what binds or is noted in a province, 330000')
  .option('--recognition <effect>', 'only what has that effect there, BINDS, NOTED or NONE; may be given again', each)
  .option('--watch <id>', 'only subjects of a stored set')
  .option('--role <role>', 'as whom', 'partner:330100')
  .option('--once', 'end when the past is through')
  .option('--json', 'JSON lines, which verify reads after a snapshot')
  .action(async ({ after, role, once, json, ...filter }: TailOptions) => {
    const [{ tail }, { tokenFor }] = await Promise.all([import('./tail.ts'), import('./token.ts')])
    const stopping = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort())
    // Who reads this has had enough: head.
    process.stdout.on('error', () => stopping.abort())
    await tail({
      gateway: runningSystem(config.varFolder).gateway,
      headers: async () => ({ authorization: `Bearer ${await tokenFor(role, config.keys)}`, 'delta-purpose': 'exchange' }),
      filter,
      after: after ?? null,
      once: once === true,
      json: json === true,
      signal: stopping.signal,
      print,
      note: line => void process.stderr.write(`${line}\n`),
    })
  })

delta
  .command('verify')
  .description(
    'verify offline: a record, a proof, a snapshot, or a snapshot and the events after it; or audit the log, the evidence of looks at persons, or the copy of a city, in their database',
  )
  .argument('[file]', "a record with its seal, a graph's `proof`, a proof of the list log, or a snapshot (NDJSON, also .gz and .zst)")
  .argument('[events]', 'the events after the snapshot, one a line, as tail --json prints them')
  .option('--directory <file>', "the signed participant directory (the local system's)")
  .option('--keeper <file>', "the directory keeper's public key, a JWK (the local system's)")
  .option('--checkpoint <file>', "the log's signed checkpoint, for a proof; may be given again", each)
  .option('--log [url]', "compute the whole log anew from the read model's database (the local system's)")
  .option('--evidence [url]', "compute the chain of all looks at persons anew from the read model's database (the local system's)")
  .option('--copy <url>', "compute the digest of a city's own copy of the lists (packages/subscriber) anew, in its database")
  .action(async (file: string | undefined, events: string | undefined, { log, evidence, copy, ...options }: VerifyOptions) => {
    if (copy !== undefined) {
      const { verifyCopyAt } = await import('./verify-copy.ts')
      const { ok, lines } = await verifyCopyAt(copy)
      for (const line of lines) print(line)
      if (!ok) process.exitCode = 1
      return
    }
    if (evidence !== undefined) {
      const { verifyEvidence } = await import('./verify-evidence.ts')
      const { ok, line } = await verifyEvidence(evidence === true ? runningSystem(config.varFolder).store : evidence)
      print(line)
      if (!ok) process.exitCode = 1
      return
    }
    if (log !== undefined) {
      const { verifyLog } = await import('./verify-log.ts')
      const { ok, lines } = await verifyLog(log === true ? runningSystem(config.varFolder).store : log, now)
      for (const line of lines) print(line)
      if (!ok) process.exitCode = 1
      return
    }
    if (file === undefined) throw new Missing('Say what to verify: a file, --log, --evidence or --copy.')
    const [{ verifyFiles }, { localDirectory }] = await Promise.all([import('./verify-files.ts'), import('./verify.ts')])
    const files = events === undefined ? [file] : [file, events]
    const { ok, line } = await verifyFiles(files, { ...localDirectory(config.keys), ...options, now })
    print(line)
    if (!ok) process.exitCode = 1
  })

addReplay(delta, config, now)

delta
  .command('new-adapter')
  .description('make a new participant: the folder of its adapter (CSV), its rows of the catalogue, its place wherever the others stand')
  .argument('<name>', 'of services and folders: xincheng')
  .requiredOption('--code <code>', 'GB/T 2260: 360000')
  .requiredOption('--alpha <letters>', "the two letters of its units' codes and its files: XC")
  .requiredOption('--title <title>', 'its name: 新城市')
  .action(async (name: string, { code, alpha, title }: { code: string; alpha: string; title: string }) => {
    const { newAdapter } = await import('./new-adapter.ts')
    const made = newAdapter(config.root, { name, code, alpha, title })
    print(`${made.join('\n')}\nGo on with the README: How to add a province.`)
  })

try {
  await delta.parseAsync()
} catch (error) {
  if (!(error instanceof Missing)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
