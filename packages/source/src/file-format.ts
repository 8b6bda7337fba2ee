import type { Inbox, InboxEntry } from './inbox.ts'
import type { DatasetShape, FileCode, SourceRow } from './source-row.ts'

/** A file that is complete by its names: an XML message, or a CSV with its manifest. */
export interface Delivery {
  /** Name of the file with the rows. */
  readonly file: string
  readonly dataset: string
  /** Deliveries are looked at in this order. */
  readonly order: string
  /** All files of it, in the order in which they are put away. */
  readonly entries: readonly InboxEntry[]
}

/** What a good file holds. */
export interface Message {
  /** Whose numbers run together. */
  readonly stream: string
  readonly sequence: number
  /** Of the content: the same number with another digest is a misuse. */
  readonly digest: string
  /** The message's own name within its stream, where that may differ from the number. */
  readonly messageId: string
  /** The message's name belongs to another file: refused, unless that other file was seen. */
  readonly misnamed: boolean
  readonly rows: readonly SourceRow[]
}

/** A format of files in a drop folder. */
export interface FileFormat {
  /** First part of cursor names. */
  readonly name: string
  readonly shapes: readonly DatasetShape[]
  /** Files that mean nothing without another one: they are put away after it when a kill came between. */
  leftovers(entries: ReadonlyMap<string, InboxEntry>): readonly { readonly entry: InboxEntry; readonly of: string }[]
  /** What is complete among the names; the rest waits. */
  deliveries(entries: ReadonlyMap<string, InboxEntry>): readonly Delivery[]
  /** Reads and validates a delivery whole: its message, why it is refused, or null when it changed meanwhile. */
  read(inbox: Inbox, delivery: Delivery): Promise<Message | { readonly code: FileCode } | null>
}
