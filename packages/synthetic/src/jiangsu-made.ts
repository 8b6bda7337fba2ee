import type { MessageRow, Resource } from './jiangsu-message.ts'
import type { TableRow } from './shanghai-rows.ts'

/** What a trap of Jiangsu's makes: rows of tables, or rows of a message. */
export interface JiangsuMade {
  readonly tables?: readonly TableRow[]
  readonly message?: { readonly resource: Resource; readonly row: MessageRow }
}
