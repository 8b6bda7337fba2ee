import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A province's drop folder: files appear in it whole, by rename. */
export interface DropFolder {
  readonly path: string
  put(name: string, content: string | Buffer): Promise<void>
}

/** Opens a drop folder, making it where it is missing. What is being written stands in a hidden folder beside the files. */
export async function openDropFolder(path: string): Promise<DropFolder> {
  const hidden = join(path, '.writing')
  await mkdir(hidden, { recursive: true })
  return {
    path,
    put: async (name, content) => {
      await writeFile(join(hidden, name), content)
      await rename(join(hidden, name), join(path, name))
    },
  }
}
