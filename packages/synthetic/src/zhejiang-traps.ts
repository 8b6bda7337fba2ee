import type { Trap } from './trap-kit.ts'
import { zhejiangGroupTraps } from './zhejiang-group-traps.ts'
import type { ZhejiangWriter } from './zhejiang-rows.ts'
import type { ZhejiangMade } from './zhejiang-trap-parts.ts'
import { zhejiangValueTraps } from './zhejiang-value-traps.ts'

/** Every trap of Zhejiang's cells, on this writer. */
export const zhejiangTraps = (writer: ZhejiangWriter): Trap<ZhejiangMade>[] => [...zhejiangGroupTraps(writer), ...zhejiangValueTraps(writer)]
