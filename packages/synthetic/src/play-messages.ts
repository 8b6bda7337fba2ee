import type { DropFolder } from './drop-folder.ts'
import { messageFile, messageStem } from './jiangsu-files.ts'
import type { MessageHead, MessageRow, Resource } from './jiangsu-message.ts'
import type { JiangsuWriter } from './jiangsu-rows.ts'
import { jiangsuMessageTraps } from './jiangsu-message-traps.ts'
import { dropAgain, readFileNumbers, usedName } from './play-files.ts'
import type { Act, PlayParts, What } from './play-parts.ts'

interface Entry {
  readonly resource: Resource
  readonly row: MessageRow
}

const NAME = /^JS_(HMD|HONGMD|GZMD)_(\d{8})_(\d{4})\.xml$/u
const STAYS = 2_000

/** Plays Jiangsu's list messages: new, changed, removed and repaired entries, the same file again, broken files, a file before its turn. */
export async function playMessages(parts: PlayParts, inbox: DropFolder, writer: JiangsuWriter): Promise<Act[]> {
  const { kit, random, today, note, aside, pause } = parts
  const numbers = await readFileNumbers(inbox, name => {
    const found = NAME.exec(name)
    return found && { stream: `${found[1]}${found[2]}`, n: Number(found[3]) }
  })
  const entries: Entry[] = []
  const sent: string[] = []
  const traps = jiangsuMessageTraps(writer).filter(one => one.expect.startsWith('E_'))
  const numberOf = (resource: Resource, day: string): number => numbers.next(`${resource}${day.replaceAll('-', '')}`)
  const put = async (
    resource: Resource,
    rows: readonly MessageRow[],
    what: What,
    n = numberOf(resource, today()),
    expect: string | null = null,
    over: Partial<MessageHead> = {},
  ): Promise<string> => {
    const { name, text } = messageFile(resource, today(), n, rows, random, over)
    await inbox.put(name, text)
    if (what !== 'dirty' || expect !== 'FILE') sent.push(name)
    note(
      expect === 'FILE'
        ? [{ dataset: resource, coordinate: name, what, expect: 'E_COUNT_MISMATCH' }]
        : rows.map((_, i) => ({ dataset: resource, coordinate: `${name}:${i + 1}`, what, expect })),
    )
    return name
  }
  const fresh = (): Entry => {
    const o = kit.organisation()
    const entry = writer.message(o, kit.list(o, random.pick(['B05', 'B08', 'R04', 'W01'])), random)
    return { resource: entry.resource, row: { ...entry.row, op: 'I' } }
  }
  const changed = ({ row }: Entry, op: MessageRow['op'], over: Readonly<Record<string, string | null>>): MessageRow => ({
    op,
    fields: row.fields.map(([name, value]) => [name, name in over ? over[name]! : value]),
  })
  const change = async (what: What, op: MessageRow['op'], over: () => Readonly<Record<string, string | null>>, last: boolean): Promise<void> => {
    if (entries.length === 0) return
    const at = random.int(entries.length)
    const entry = entries[at]!
    if (last) entries.splice(at, 1)
    await put(entry.resource, [changed(entry, op, over())], what)
  }
  return [
    {
      weight: 12,
      run: async () => {
        const first = fresh()
        const rows = [first, ...Array.from({ length: random.int(3) }, fresh).filter(other => other.resource === first.resource)]
        if (entries.length < STAYS) entries.push(...rows)
        await put(
          first.resource,
          rows.map(({ row }) => row),
          'insert',
        )
      },
    },
    { weight: 6, run: () => change('change', 'U', () => ({ YXQZ: `20${random.between(28, 40)}-01-01` }), false) },
    { weight: 5, run: () => change('repair', 'U', () => ({ YCRQ: today(), YCYY: '1' }), true) },
    { weight: 3, run: () => change('remove', 'D', () => ({ YCRQ: today(), YCYY: '4' }), true) },
    {
      weight: 3,
      run: async () => {
        const name = sent.length === 0 ? null : random.pick(sent)
        if (name && (await dropAgain(inbox, [name]))) note([{ dataset: name.split('_')[1]!, coordinate: name, what: 'resend', expect: null }])
      },
    },
    {
      weight: 1,
      run: async () => {
        const name = usedName(
          sent.map(file => file.slice(0, -4)),
          inbox,
          '.xml',
          random,
        )
        const [, resource, day, n] = name?.slice(0, -4).split('_') ?? []
        if (!name || !resource) return
        const iso = `${day!.slice(0, 4)}-${day!.slice(4, 6)}-${day!.slice(6)}`
        const { text } = messageFile(resource as Resource, iso, Number(n), [fresh().row], random)
        await inbox.put(name, text)
        note([{ dataset: resource, coordinate: name, what: 'dirty', expect: 'E_SEQ_REUSED' }])
      },
    },
    {
      weight: 1,
      run: async () => {
        const trap = random.pick(traps)
        const { message } = trap.make(kit)
        if (message) await put(message.resource, [message.row], 'dirty', undefined, trap.expect)
      },
    },
    {
      weight: 1,
      run: async () => {
        const { row } = fresh()
        const day = today()
        const n = numberOf('GZMD', day)
        await put('GZMD', [row], 'dirty', n, 'FILE', { count: 7 })
        aside(
          pause(3_000).then(async () => {
            const { name, text } = messageFile('GZMD', day, n, [row], random)
            await inbox.put(name, text)
            note([{ dataset: 'GZMD', coordinate: `${messageStem('GZMD', day, n)}.xml:1`, what: 'complete', expect: null }])
          }),
        )
      },
    },
    {
      weight: 1,
      run: async () => {
        const [first, second] = [fresh(), fresh()]
        const early = numberOf('HONGMD', today())
        await put('HONGMD', [second.row], 'gap', numberOf('HONGMD', today()))
        aside(
          pause(1_500).then(async () => {
            await put('HONGMD', [first.row], 'complete', early)
          }),
        )
      },
    },
  ]
}
