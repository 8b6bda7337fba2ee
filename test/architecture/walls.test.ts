import { expect, test } from 'vitest'
import { readTree } from './read-tree.ts'
import { breaches, FLOORS, WALLS } from './walls.ts'

const tree = readTree()

test('the house stands: no room reaches through a wall', () => {
  expect(breaches(tree)).toEqual([])
})

test('every package has a floor, and every floor its package', () => {
  const rooms = new Set([...tree.keys()].filter(path => path.startsWith('packages/')).map(path => path.split('/')[1]))
  expect([...rooms].toSorted()).toEqual(Object.keys(FLOORS).toSorted())
})

const injected: [wall: keyof typeof WALLS, path: string, text: string][] = [
  ['floors', 'packages/list/src/x.ts', "import { runAdapter } from '@delta/adapter'"],
  ['floors', 'packages/list/src/x.ts', "import { archiveItems } from '@delta/archive'"],
  ['floors', 'packages/model/src/x.ts', "import {\n  openStore,\n} from '@delta/store'"],
  ['floors', 'packages/list/src/x.ts', "import { openStore } from '@delta/store/src/open-store.ts'"],
  ['floors', 'services/feed/src/main.ts', "const other = await import('@delta/gateway')"],
  ['owners', 'packages/adapter/src/x.ts', "import { Kafka } from 'kafkajs'"],
  ['owners', 'services/projector/src/x.ts', "import pg from 'pg'"],
  ['owners', 'packages/graph/src/x.ts', "import { jwtVerify } from 'jose/jwt/verify'"],
  ['purity', 'packages/model/src/x.ts', "import { createHmac } from 'node:crypto'"],
  ['purity', 'packages/mapping/src/x.ts', "import { z } from 'zod'"],
  ['alone', 'packages/subscriber/src/x.ts', "import { createStatement } from '@delta/stream'"],
  ['inside', 'packages/list/src/x.ts', "import { projectItem } from '../../archive/src/project.ts'"],
  ['environment', 'packages/stream/src/x.ts', 'const broker = process.env.DELTA_KAFKA'],
  ['declaration', 'services/adapter-anhui/src/province.ts', 'export const anhui = { rule: (cell: string) => cell.trim() }'],
  ['declaration', 'services/adapter-anhui/src/province.ts', 'export const anhui = { days: new Map() }'],
  ['declaration', 'services/adapter-anhui/src/codes.ts', 'for (const code of codes) use(code)'],
  ['gate', 'packages/list/src/x.ts', "const listed = row.status === 'EFFECTIVE'"],
  ['gate', 'packages/measure/src/x.ts', "sql`select from list_entry e where e.status_class = 'effective'`"],
  ['gate', 'packages/archive/src/x.ts', 'sql`select from archive_item i where i.valid_to >= ${day}`'],
  ['gate', 'packages/feed/src/x.ts', "if ('REPAIRED' !== entry.status) send(entry)"],
  ['gate', 'packages/list/src/x.ts', "sql`where e.status in ('EFFECTIVE')`"],
  ['gate', 'services/cli/src/x.ts', 'const over = entry.removedOn <= today'],
  ['shape', 'packages/list/src/x.ts', 'const a = 1\n'.repeat(302)],
  ['shape', 'packages/list/src/x.ts', 'export default 1'],
  ['shape', 'packages/list/src/index.ts', "export * from './project.ts'"],
  ['shape', 'packages/list/src/projectEntry.ts', ''],
]

test.each(injected)('the wall %s turns red when breached (%s)', (wall, path, text) => {
  expect(WALLS[wall]!(path, text)).not.toEqual([])
})
