import { anhuiDocumentTraps } from './anhui-document-traps.ts'
import type { AnhuiWriter, DropRow } from './anhui-rows.ts'
import { anhuiStatementTraps } from './anhui-statement-traps.ts'
import { anhuiSubjectTraps } from './anhui-subject-traps.ts'
import type { Trap } from './trap-kit.ts'

/** Every trap of Anhui's records, on this writer; broken files are separate. */
export const anhuiTraps = (writer: AnhuiWriter): Trap<readonly DropRow[]>[] => [
  ...anhuiSubjectTraps(writer),
  ...anhuiDocumentTraps(writer),
  ...anhuiStatementTraps(writer),
]
