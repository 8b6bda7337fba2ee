/** A catalogue file that can't be used: names the file and the line. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
  readonly file: string
  readonly line: number
  constructor(file: string, line: number, reason: string) {
    super(`${file}:${line}: ${reason}`)
    this.file = file
    this.line = line
  }
}
