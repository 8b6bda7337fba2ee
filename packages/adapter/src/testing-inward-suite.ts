import { expect, test } from 'vitest'
import type { ListEntry, Subject } from '@delta/model'
import type { Delivered, Delivery } from '@delta/mapping'
import { until } from '@delta/stream/testing'
import type { FilePoint } from './inward/file-platform.ts'
import type { PlatformForm } from './inward/open-platform.ts'
import type { InwardPoint } from './inward/run-inward.ts'
import { createInwardBench, othersThan } from './testing-inward.ts'

const POINTS: readonly (InwardPoint | FilePoint)[] = ['inward-written', 'inward-committed', 'inward-answered', 'file-written', 'file-renamed', 'before-noted']

const NAME = '㈱海①（集团）"有限",公司\r\n𠮷'

/** What every province's way inward promises, over the real broker, database and its own declaration. For tests only. */
export function testInward({ delivery, form, uscc, hukou }: { delivery: Delivery; form: PlatformForm; uscc: string; hukou: string }): void {
  const open = () => createInwardBench({ broker: process.env.DELTA_TEST_KAFKA!, server: process.env.DELTA_TEST_POSTGRES, delivery, form })
  const [first, second] = othersThan(delivery.province) as [Subject['id'] & never, never]
  const ours: Subject = { id: uscc, kind: 'ENT', subKind: null, idType: 'USCC', name: NAME, maskedId: null, division: null }
  const elsewhere: Subject = { ...ours, id: '91110108MA00000047' }
  const person = (mark: string): Subject => ({
    id: `NP:${mark.repeat(43)}`,
    kind: 'NAT',
    subKind: null,
    idType: 'RIC',
    name: '张三',
    maskedId: '330**************4',
    division: null,
  })

  test(
    'what others say about our subjects arrives once, in order, in every version, also where a home is known only later; each version is answered once',
    { timeout: 120_000 },
    async () => {
      const bench = await open()
      const { make } = bench
      const listed = make.entry(first, ours)
      const versions: ListEntry[] = [
        listed,
        { ...listed, version: 2, basis: '办法第四条' },
        { ...listed, version: 3, op: 'repair', removedOn: '2026-10-01', removalReason: 'REPAIRED' },
      ]
      const late = make.entry(second, person('a'), 'B01')
      const others: Delivered[] = [
        make.licence(first, ours, '沪监许〔2026〕1号'),
        make.item(second, ours, 'ENT-OPS-001', { value: '无' }),
        make.relation(first, ours, person('c')),
        make.item(first, person('b'), 'NAT-BAS-003', { value: hukou }),
        { ...make.entry(second, ours, 'R02'), op: 'revoke' },
      ]
      const notOurs = [make.entry(first, elsewhere), make.entry(second, person('d'), 'B01'), make.entry(delivery.province, ours)]
      const home = make.item(delivery.province, person('a'), 'NAT-BAS-003', { value: hukou })
      const expected = [...versions, ...others, late]
      const broken = new Set<string>()
      const inward = await bench.start(point => {
        if (broken.has(point)) return
        broken.add(point)
        throw Object.assign(new Error(point), { code: 'BROKEN' })
      })
      try {
        await bench.publish(versions[0]!, late, ...others, ...notOurs, versions[1]!, versions[2]!)
        await until(async () => (await bench.receipts()).length >= expected.length - 1, 60_000)
        expect((await bench.platform()).filter(record => record.recordId === late.recordId)).toEqual([])
        await bench.publish(home)
        await until(async () => (await bench.receipts()).length >= expected.length, 60_000)
      } finally {
        await inward.stop()
      }
      expect([...broken].toSorted()).toEqual(
        POINTS.filter(point => (!point.includes('file') && point !== 'before-noted' ? true : form.form === 'xml' || form.form === 'csv')).toSorted(),
      )
      const again = await bench.start()
      await bench.publish({ ...late, version: 2, to: '2027-01-01' })
      await until(async () => (await bench.receipts()).length >= expected.length + 1, 60_000)
      await again.stop()
      const all = [...expected, { ...late, version: 2, to: '2027-01-01' }]

      const held = await bench.platform()
      const byId = Map.groupBy(held, record => record.recordId)
      const inPlace = form.form === 'tables'
      for (const [id, published] of Map.groupBy(all, record => record.recordId)) expect(byId.get(id)).toEqual(inPlace ? [published.at(-1)] : published)
      expect([...byId.keys()].toSorted()).toEqual([...new Set(all.map(record => record.recordId))].toSorted())

      const receipts = await bench.receipts()
      expect(receipts.map(({ about, result, code, participant }) => `${about.recordId} ${about.version} ${result} ${code} ${participant}`).toSorted()).toEqual(
        all.map(record => `${record.recordId} ${record.version} ACCEPTED null ${delivery.province}`).toSorted(),
      )
      expect(receipts.filter(one => one.about.recordId === listed.recordId).map(one => [one.version, one.about.version])).toEqual([
        [1, 1],
        [2, 2],
        [3, 3],
      ])
      await bench.remove()
    },
  )

  test(
    'what is not genuine is not delivered; what the form cannot tell is rejected with a code, and answered; what is erased leaves nothing',
    { timeout: 120_000 },
    async () => {
      const bench = await open()
      const { make } = bench
      const inward = await bench.start()
      try {
        const untold = make.item(first, ours, 'ENT-OPS-001', { value: 'bad \u0000 text' })
        const alien = { ...make.entry(second, ours), reportedBy: 'XX-NONE' }
        const erased = make.entry(first, ours)
        const good = make.entry(second, ours, 'R02')
        await bench.publish(untold, alien, erased, { erased: { ...erased, version: 2 } }, good)
        await until(async () => (await bench.receipts()).length >= 5, 60_000)
        expect((await bench.receipts()).map(({ about, result, code }) => `${about.recordId} ${about.version} ${result} ${code}`).toSorted()).toEqual(
          [
            `${untold.recordId} 1 REJECTED E_TEXT_CHARSET`,
            `${alien.recordId} 1 REJECTED UNIT_NOT_ENTITLED`,
            `${erased.recordId} 1 ACCEPTED null`,
            `${erased.recordId} 2 ACCEPTED null`,
            `${good.recordId} 1 ACCEPTED null`,
          ].toSorted(),
        )
        const held = await bench.platform().catch((error: unknown) => [String(error)])
        if (form.form === 'tables' || form.form === 'cells') expect(held).toEqual([good])
      } finally {
        await inward.stop()
        await bench.remove()
      }
    },
  )
}
