import { createAnhuiDrops } from './seed-anhui.ts'
import { dropStem } from './anhui-csv.ts'
import { anhuiTraps } from './anhui-traps.ts'
import type { AnhuiWriter, DropRow } from './anhui-rows.ts'
import { compact } from './days.ts'
import type { DropFolder } from './drop-folder.ts'
import { createGb18030 } from '@delta/source'
import { dropAgain, readFileNumbers, usedName } from './play-files.ts'
import type { Act, PlayParts, What } from './play-parts.ts'

const NAME = /^AH_(\d{6}_[A-Z]+_[A-Z]+_\d{8})_(\d{3})\.csv$/u
const STAYS = 2_000

/** Plays Anhui's drops: new, changed, deleted and removed records, the same file again, broken files, another file under a used number, a file before its turn. */
export async function playAnhui(parts: PlayParts, inbox: DropFolder, writer: AnhuiWriter): Promise<Act[]> {
  const { kit, random, today, note, aside, pause } = parts
  const drops = createAnhuiDrops({ inbox, random, gb18030: createGb18030() })
  const numbers = await readFileNumbers(inbox, name => {
    const found = NAME.exec(name)
    return found && { stream: found[1]!, n: Number(found[2]) }
  })
  const traps = anhuiTraps(writer).filter(one => one.expect.startsWith('E_'))
  const entries: DropRow[] = []
  const sent: string[] = []
  const nameOf = ({ dataset, unit }: DropRow) => ({ division: '340100', unit, dataset, day: compact(today()) })
  const numberOf = (row: DropRow): number => {
    const { division, unit, dataset, day } = nameOf(row)
    return numbers.next(`${division}_${unit}_${dataset}_${day}`)
  }
  const put = async (
    rows: readonly DropRow[],
    what: What,
    expect: string | null = null,
    seq = numberOf(rows[0]!),
    over?: Parameters<typeof drops.put>[2],
  ): Promise<void> => {
    const name = { ...nameOf(rows[0]!), seq }
    const lines = await drops.put(
      name,
      rows.map(row => row.fields),
      over,
    )
    const file = `${dropStem(name)}.csv`
    if (over) return note([{ dataset: name.dataset, coordinate: file, what, expect }])
    sent.push(dropStem(name))
    note(rows.map((_, i) => ({ dataset: name.dataset, coordinate: `${file}:${lines[i]}`, what, expect })))
  }
  const fresh = (): DropRow => {
    const o = kit.organisation()
    const row = random.chance(0.5)
      ? writer.list(o, kit.list(o, random.pick(['B05', 'B08', 'B36'])), random)
      : { ...writer.penalty(o, kit.penalty(o), random), unit: 'MKT' }
    return { ...row, fields: { ...row.fields, 操作标志: '新增' } }
  }
  const change = async (what: What, over: (row: DropRow) => DropRow['fields'], last: boolean, lists: boolean): Promise<void> => {
    const fit = entries.filter(entry => (entry.dataset === 'XZCF') !== lists)
    if (fit.length === 0) return
    const row = random.pick(fit)
    const changed = { ...row, fields: { ...row.fields, 操作标志: '修改', ...over(row) } }
    entries.splice(entries.indexOf(row), 1, ...(last ? [] : [changed]))
    await put([changed], what)
  }
  return [
    {
      weight: 10,
      run: async () => {
        const first = fresh()
        const rows = [first, ...Array.from({ length: random.int(3) }, fresh).filter(other => other.dataset === first.dataset && other.unit === first.unit)]
        if (entries.length < STAYS) entries.push(...rows)
        await put(rows, 'insert')
      },
    },
    { weight: 4, run: () => change('change', () => ({ 处罚内容: `罚款并责令改正${random.int(100)}` }), false, false) },
    { weight: 3, run: () => change('revoke', () => ({ 操作标志: '删除' }), true, false) },
    { weight: 4, run: () => change('repair', () => ({ 移出日期: today(), 移出原因: '信用修复' }), true, true) },
    { weight: 2, run: () => change('remove', () => ({ 移出日期: today(), 移出原因: '4' }), true, true) },
    {
      weight: 3,
      run: async () => {
        const stem = sent.length === 0 ? null : random.pick(sent)
        if (stem && (await dropAgain(inbox, [`${stem}.csv`, `${stem}.ok`])))
          note([{ dataset: stem.split('_')[3]!, coordinate: `${stem}.csv`, what: 'resend', expect: null }])
      },
    },
    {
      weight: 1,
      run: async () => {
        const name = usedName(sent, inbox, '.csv', random)
        if (!name) return
        const [, division, unit, dataset, day, seq] = name.split('_')
        const row: DropRow = { ...fresh(), unit: unit! }
        if (row.dataset !== dataset) return
        await drops.put({ division: division!, unit: unit!, dataset, day: day!, seq: Number.parseInt(seq!, 10) }, [row.fields])
        note([{ dataset, coordinate: name, what: 'dirty', expect: 'E_SEQ_REUSED' }])
      },
    },
    {
      weight: 1,
      run: () => {
        const trap = random.pick(traps)
        const rows = trap.make(kit)
        return put(rows, 'dirty', trap.expect)
      },
    },
    {
      weight: 1,
      run: async () => {
        const row: DropRow = { ...fresh(), unit: 'EMER' }
        const seq = numberOf(row)
        await put([row], 'dirty', 'E_DIGEST', seq, { digestOf: Buffer.from('another file') })
        aside(pause(3_000).then(() => put([row], 'complete', null, seq)))
      },
    },
    {
      weight: 1,
      run: async () => {
        const [first, second]: DropRow[] = [
          { ...fresh(), dataset: 'XZCF', unit: 'TRANS' },
          { ...fresh(), dataset: 'XZCF', unit: 'TRANS' },
        ]
        const early = numberOf(first!)
        await put([second!], 'gap', null, numberOf(first!))
        aside(pause(1_500).then(() => put([first!], 'complete', null, early)))
      },
    },
  ]
}
