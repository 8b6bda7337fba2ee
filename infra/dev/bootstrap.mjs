#!/usr/bin/env node
/** What `npm start` and `npm test` run first, on any Node ≥ 20: checks the machine, installs the packages once, and goes on in Node 24. */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const stamp = join(root, 'node_modules', '.delta-installed')
const programs = { start: 'infra/dev/start.ts', test: 'test/run.ts' }
const [command = '', ...args] = process.argv.slice(2)
const program = programs[command]
const ownKafka = !args.some(arg => arg === '--kafka' || arg.startsWith('--kafka=')) && !args.includes('--help')

if (program === undefined) fail(`Usage: node infra/dev/bootstrap.mjs ${Object.keys(programs).join('|')} [options]`)
checkMachine()

let child
let stopping = false
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    stopping = true
    child?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
  })
}
watchParent()

const installed = installedFrom()
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== installed) {
  console.log('• Installing packages (once) …')
  const begun = Date.now()
  const code = await run('npx', ['-y', `pnpm@${pnpmVersion()}`, 'install', '--frozen-lockfile', '--reporter=append-only'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (stopping) process.exit(130)
  if (code !== 0) fail('Installing the packages failed; the lines above say why. Mend it and start again.')
  writeFileSync(stamp, installed)
  console.log(`✓ Installed packages (${((Date.now() - begun) / 1000).toFixed(1)} s)`)
}

const node = join(root, 'node_modules', 'node', 'bin', 'node')
if (!existsSync(node)) {
  writeFileSync(stamp, '')
  fail('Node 24 is missing from node_modules; start again to install it.')
}
const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter)
process.exitCode = await run(node, ['--disable-warning=ExperimentalWarning', join(root, program), ...args], {
  stdio: 'inherit',
  env: { ...process.env, PATH: path, DELTA_BOOTSTRAP_PID: String(process.pid) },
})

/** Runs a child in this folder and resolves with its exit code; its output is shown when it fails. */
function run(file, argv, options) {
  return new Promise(resolve => {
    const output = []
    child = spawn(file, argv, { cwd: root, ...options })
    child.stdout?.on('data', chunk => output.push(chunk))
    child.stderr?.on('data', chunk => output.push(chunk))
    child.on('error', error => {
      console.error(`${file} does not start: ${error.message}`)
      resolve(1)
    })
    child.on('close', (code, signal) => {
      if (code !== 0 && !stopping) process.stderr.write(Buffer.concat(output))
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143))
    })
  })
}

/** npm may die without telling us (kill -9): then nobody else would stop what we started. */
function watchParent() {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid === parent || stopping) return
    stopping = true
    child?.kill('SIGTERM')
  }, 500).unref()
}

function checkMachine() {
  if (Number(process.versions.node.split('.')[0]) < 20) {
    fail(`Node ${process.versions.node} is too old: install Node 20 or newer (https://nodejs.org).`)
  }
  if (!ownKafka) return
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' })
  const install = 'apt-get install -y openjdk-17-jre-headless maven (Debian, Ubuntu) or brew install openjdk@17 maven (macOS)'
  if (java.error) fail(`Java is missing: ${install}; or use your own Kafka with -- --kafka HOST:PORT.`)
  const major = Number(/version "(\d+)/.exec(java.stderr + java.stdout)?.[1] ?? 0)
  if (major < 17) fail(`Java ${major || 'of an unknown version'} is too old, 17 or newer is needed: ${install}.`)
  if (existsSync(join(root, 'var', 'lib', 'kafka'))) return
  if (spawnSync('mvn', ['-v'], { stdio: 'ignore' }).error) {
    fail(`Maven is missing: apt-get install -y maven (Debian, Ubuntu) or brew install maven (macOS); or use your own Kafka with -- --kafka HOST:PORT.`)
  }
}

/** What the installed packages are made from: a change of any of it installs again. */
function installedFrom() {
  const hash = createHash('sha256')
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']) hash.update(readFileSync(join(root, file)))
  return `${hash.digest('hex')} ${process.platform}-${process.arch}`
}

function pnpmVersion() {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).packageManager.split('@')[1]
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
