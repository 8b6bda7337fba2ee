import { constants } from 'node:fs'
import { lstat, mkdir, open, readdir, realpath, rename, writeFile, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { SourceError } from './source-error.ts'
import { sourceFailure } from './source-failure.ts'

/** A name in an inbox and what stood under it when it was looked at. */
export interface InboxEntry {
  readonly name: string
  /** Changes when the file is replaced or written to. */
  readonly id: string
  /** An ordinary file; links, folders, pipes and devices are never opened. */
  readonly regular: boolean
  readonly size: number
}

/** A drop folder. Nothing outside it is read, and files leave it only for its own `done` and `refused`. */
export interface Inbox {
  /** What lies in it, by name; hidden names and the folders for what was put away are passed over. */
  list(): Promise<Map<string, InboxEntry>>
  /** What was taken and put away, by name. */
  done(): Promise<Map<string, InboxEntry>>
  /** Moves what was taken back, in the order given, unless another file has the name. */
  takeBack(entries: readonly InboxEntry[]): Promise<void>
  /** Lends an entry's content; null when the entry changed since it was listed or while `read` ran. */
  lend<T>(entry: InboxEntry, read: (file: FileHandle) => Promise<T>): Promise<T | null>
  /** Moves entries away, in the order given, unless another file has taken a name since; a file that is gone is passed over. */
  putAway(entries: readonly InboxEntry[], folder: 'done' | 'refused'): Promise<void>
  /** Writes beside a refused file why it was refused. */
  giveReason(name: string, reason: string): Promise<void>
  /** The folder to which a name was put away, or null. */
  awayIn(name: string): Promise<'done' | 'refused' | null>
}

const READ_NO_LINK = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
const FOLDERS: ReadonlySet<string> = new Set(['done', 'refused'])

type Stat = Awaited<ReturnType<typeof statOf>>
const statOf = (path: string) => lstat(path, { bigint: true }).catch(error => (error.code === 'ENOENT' ? null : Promise.reject(error)))
const idOf = (stat: NonNullable<Stat>): string => `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}`

const byName = (entries: readonly (InboxEntry | null)[]): Map<string, InboxEntry> => new Map(entries.flatMap(entry => (entry ? [[entry.name, entry]] : [])))

const safely =
  <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
  (...args: A): Promise<T> =>
    work(...args).catch(error => {
      throw sourceFailure('inbox', error)
    })

/** Opens a drop folder; it must exist. `<inbox>/done` and `<inbox>/refused` are made where they are missing, and must not be links. */
export function createInbox(path: string): Inbox {
  const at = (name: string) => join(path, name)

  const prepare = async () => {
    const real = await realpath(path)
    for (const folder of FOLDERS) {
      await mkdir(join(real, folder)).catch(error => (error.code === 'EEXIST' ? null : Promise.reject(error)))
      if (!(await lstat(join(real, folder))).isDirectory()) throw new SourceError('SOURCE_SHAPE', `${folder} of the inbox is not a folder`, { canRetry: false })
    }
  }

  const entryOf = async (name: string, folder = ''): Promise<InboxEntry | null> => {
    const stat = await statOf(join(path, folder, name))
    return stat && { name, id: idOf(stat), regular: stat.isFile(), size: Number(stat.size) }
  }

  const putOne = async (entry: InboxEntry, folder: string) => {
    if ((await entryOf(entry.name))?.id !== entry.id) return
    await rename(at(entry.name), join(path, folder, entry.name))
  }

  return {
    list: safely(async () => {
      await prepare()
      const names = (await readdir(path)).filter(name => !name.startsWith('.') && !FOLDERS.has(name))
      return byName(await Promise.all(names.map(name => entryOf(name))))
    }),
    done: safely(async () => {
      await prepare()
      return byName(await Promise.all((await readdir(join(path, 'done'))).map(name => entryOf(name, 'done'))))
    }),
    takeBack: safely(async entries => {
      for (const { name } of entries) if (!(await statOf(at(name)))) await rename(join(path, 'done', name), at(name))
    }),
    lend: safely(async (entry, read) => {
      const file = await open(at(entry.name), READ_NO_LINK).catch(error => (['ENOENT', 'ELOOP'].includes(error.code) ? null : Promise.reject(error)))
      if (!file) return null
      try {
        if (idOf(await file.stat({ bigint: true })) !== entry.id) return null
        const content = await read(file)
        return idOf(await file.stat({ bigint: true })) === entry.id && (await entryOf(entry.name))?.id === entry.id ? content : null
      } finally {
        await file.close()
      }
    }) as Inbox['lend'],
    putAway: safely(async (entries, folder) => {
      for (const entry of entries) await putOne(entry, folder)
    }),
    giveReason: safely((name, reason) => writeFile(join(path, 'refused', `${name}.reason`), `${reason}\n`)),
    awayIn: safely(async name => {
      if (await statOf(join(path, 'done', name))) return 'done'
      return (await statOf(join(path, 'refused', name))) ? 'refused' : null
    }),
  }
}
