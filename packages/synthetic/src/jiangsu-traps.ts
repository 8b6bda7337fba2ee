import type { JiangsuMade } from './jiangsu-made.ts'
import { jiangsuMessageTraps } from './jiangsu-message-traps.ts'
import type { JiangsuWriter } from './jiangsu-rows.ts'
import { jiangsuTableTraps } from './jiangsu-table-traps.ts'
import { jiangsuWideTraps } from './jiangsu-wide-traps.ts'
import type { Trap } from './trap-kit.ts'

/** Every trap of Jiangsu's rows, on this writer; broken files are separate. */
export const jiangsuTraps = (writer: JiangsuWriter): Trap<JiangsuMade>[] => [
  ...jiangsuWideTraps(writer),
  ...jiangsuTableTraps(writer),
  ...jiangsuMessageTraps(writer),
]
