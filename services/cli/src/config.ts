import { join, resolve } from 'node:path'

/** Where the command finds the local system. */
export interface CliConfig {
  /** The folder that `npm start` keeps its state in. */
  readonly varFolder: string
  readonly keys: string
  readonly schema: string
  /** The folder of the repository. */
  readonly root: string
}

const ROOT = join(import.meta.dirname, '..', '..', '..')

/** Reads the command's settings: DELTA_VAR (the state folder) and DELTA_KEYS (the keys in it). */
export function readCliConfig(): CliConfig {
  const varFolder = resolve(ROOT, process.env['DELTA_VAR'] || 'var')
  return { varFolder, keys: process.env['DELTA_KEYS'] || join(varFolder, 'keys'), schema: join(ROOT, 'schema'), root: ROOT }
}
