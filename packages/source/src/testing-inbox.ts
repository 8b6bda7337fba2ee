import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeGb18030 } from './testing-gb18030.ts'

/** A drop folder for one test. */
export interface TestInbox {
  readonly path: string
  /** Puts a file there by rename, as the provinces do. */
  put(name: string, content: string | Uint8Array): Promise<void>
  /** Puts a CSV in GB18030 with its manifest there; `ok` replaces the manifest. */
  putCsv(stem: string, text: string | Uint8Array, ok?: string): Promise<void>
  /** Names in the folder, or in one of its folders. */
  names(folder?: string): Promise<string[]>
  reason(file: string): Promise<string>
  remove(): Promise<void>
}

/** Makes a drop folder in the temporary directory. For tests only. */
export async function createTestInbox(): Promise<TestInbox> {
  const path = await mkdtemp(join(tmpdir(), 'inbox-'))
  const put: TestInbox['put'] = async (name, content) => {
    await writeFile(join(path, `.${name}.part`), content)
    await rename(join(path, `.${name}.part`), join(path, name))
  }
  return {
    path,
    put,
    putCsv: async (stem, text, ok) => {
      const bytes = typeof text === 'string' ? encodeGb18030(text) : text
      await put(`${stem}.csv`, bytes)
      const count = typeof text === 'string' ? text.trimEnd().split('\r\n').length - 1 : 1
      await put(`${stem}.ok`, encodeGb18030(ok ?? `行数=${count}\r\nSHA256=${createHash('sha256').update(bytes).digest('hex')}\r\n`))
    },
    names: async (folder = '.') =>
      existsSync(join(path, folder)) ? (await readdir(join(path, folder))).filter(name => name !== 'done' && name !== 'refused').toSorted() : [],
    reason: async file => (await readFile(join(path, 'refused', `${file}.reason`), 'utf8')).trim(),
    remove: () => rm(path, { recursive: true }),
  }
}
