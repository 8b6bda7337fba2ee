import { createHash, randomBytes } from 'node:crypto'
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { cli, data, eventually, freshUscc, gb18030, openSource, status, today, tokenFor } from './system.ts'

const day = today().replaceAll('-', '')
const stores = { shanghai: openSource('shanghai'), jiangsu: openSource('jiangsu'), zhejiang: openSource('zhejiang') }
afterAll(() => Promise.all(Object.values(stores).map(store => store.close())))

const SUBJECT = `query ($id: ID!) { subject(id: $id) { name
  archive { attributes { indicators { indicator { code } unit { code } items(first: 20) { edges { node { value status penalty { docNo status } licence { docNo status } } } } } } }
  listEntries(first: 20) { edges { node { id domain { code } unit { code } status provenance { recordHash } } } } } }`

interface Node {
  id: string
  domain: { code: string }
  unit: { code: string }
  status: string
  value: string
  provenance: { recordHash: string }
  penalty: { docNo: string; status: string } | null
}
interface Seen {
  subject: {
    name: string
    archive: { attributes: { indicators: { indicator: { code: string }; unit: { code: string }; items: { edges: { node: Node }[] } }[] }[] }
    listEntries: { edges: { node: Node }[] }
  } | null
}

const look = (id: string) => () => data<Seen>(SUBJECT, { id })
const entries = ({ subject }: Seen) => subject?.listEntries.edges.map(({ node }) => `${node.domain.code} ${node.unit.code} ${node.status}`) ?? []
const items = ({ subject }: Seen, code: string) =>
  subject?.archive.attributes
    .flatMap(({ indicators }) => indicators)
    .filter(({ indicator }) => indicator.code === code)
    .flatMap(({ unit, items: { edges } }) => edges.map(({ node }) => `${unit.code} ${node.penalty?.docNo ?? node.value} ${node.status}`)) ?? []
const shown = async (id: string, holds: (seen: Seen) => boolean) => {
  const { seen } = await eventually(look(id), holds)
  return seen
}

const rejectionsOf = (province: string, code: string) =>
  data<{ rejections: { edges: { node: { code: string; field: string; source: string } }[] } }>(
    `query ($province: ID!, $code: String!) { rejections(province: $province, code: $code, first: 100) { edges { node { code field source } } } }`,
    { province, code },
  )

test('Shanghai: a listing inserted, removed by repair and withdrawn by hand shows with the right effect', async () => {
  const code = freshUscc('91310115')
  const zj = randomBytes(16).toString('hex')
  const { pool } = stores.shanghai
  await pool.query(
    `insert into gxpt.t_md (zj, mdlx, lydm, tyshxydm, mc, rdjg, rdrq, yxqz, gxsj, yxbz) values ($1, '2', 'SH-LY-05', $2, '手工录入有限公司', '上海市生态环境局', '20250301', '20250301', now() at time zone 'Asia/Shanghai', 'Y')`,
    [zj, `${code.toLowerCase()}  `],
  )
  await shown(code, seen => entries(seen).join() === 'B05 SH-ECO EFFECTIVE')
  await pool.query(`update gxpt.t_md set ycrq = $2, ycyy = '1', gxsj = now() at time zone 'Asia/Shanghai' where zj = $1`, [zj, day])
  await shown(code, seen => entries(seen).join() === 'B05 SH-ECO REPAIRED')
  await pool.query(`update gxpt.t_md set yxbz = 'N' where zj = $1`, [zj])
  await shown(code, seen => entries(seen).join() === 'B05 SH-ECO WITHDRAWN')
})

test('Shanghai: an erased entry is gone from the graph and from later snapshots; its row does not bring it back, another statement does', async () => {
  const code = freshUscc('91310115')
  const zj = randomBytes(16).toString('hex')
  const { pool } = stores.shanghai
  await pool.query(
    `insert into gxpt.t_md (zj, mdlx, lydm, tyshxydm, mc, rdjg, rdrq, yxqz, gxsj, yxbz) values ($1, '2', 'SH-LY-05', $2, '将被删除有限公司', '上海市生态环境局', '20250301', '20250301', now() at time zone 'Asia/Shanghai', 'Y')`,
    [zj, code],
  )
  const inSnapshot = async (id: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${tokenFor('partner:310000')}`, 'delta-purpose': 'exchange' }
    return (await (await fetch(`${status.gateway}/snapshots/lists?province=310000&domain=B05`, { headers })).text()).includes(id)
  }
  const { subject } = await shown(code, seen => entries(seen).length === 1)
  const { id } = subject!.listEntries.edges[0]!.node
  await eventually(
    () => inSnapshot(id),
    held => held,
  )
  expect(cli('erase', 'shanghai', id)).toMatch(/^erased: version 2 on delta\.list\.sh\.v1/)
  await shown(code, seen => entries(seen).length === 0)
  await eventually(
    () => inSnapshot(id),
    held => !held,
  )
  cli('reread', 'shanghai', 't_md')
  expect(entries(await look(code)())).toEqual([])
  await pool.query(`update gxpt.t_md set ycrq = $2, ycyy = '1', gxsj = now() at time zone 'Asia/Shanghai' where zj = $1`, [zj, day])
  await shown(code, seen => entries(seen).join() === 'B05 SH-ECO REPAIRED')
})

test('Shanghai: a penalty is revoked by a second row with the same 文号', async () => {
  const code = freshUscc('91310104')
  const insert = (zt: string, later: string) =>
    stores.shanghai.pool.query(
      `insert into gxpt.t_xzcf (zj, cf_xdr_mc, cf_xdr_lb, tyshxydm, wsh, wfxwlx, wfss, cfyj, cflb, cfnr, fkje, jdrq, cfjg, zt, lydw, gxsj, yxbz)
     values ($1, '手工处罚有限公司', '01', $2, $3, '违法', '事实', '依据', '03', '罚款', 20000, '20250601', '上海市徐汇区市场监督管理局', $4, '上海市市场监督管理局', now() at time zone 'Asia/Shanghai' + $5::interval, 'Y')`,
      [randomBytes(16).toString('hex'), code, `沪市监徐处〔2025〕${code.slice(-6)}号`, zt, later],
    )
  await insert('0', '0 s')
  await shown(code, seen => items(seen, 'ENT-LAW-002').some(item => item.endsWith('VALID')))
  await insert('1', '1 s')
  const seen = await shown(code, one => items(one, 'ENT-LAW-002').some(item => item.endsWith('REVOKED')))
  expect(items(seen, 'ENT-LAW-002')).toEqual([`SH-MKT 沪市监徐处〔2025〕${code.slice(-6)}号 REVOKED`])
})

test('Jiangsu: a wide row yields its items; dw_revoke revokes, a slot that falls off does not', async () => {
  const code = freshUscc('91320583')
  const id = Number(`9${code.slice(9, 17).replaceAll(/\D/g, '0')}`)
  const { pool } = stores.jiangsu
  const now = () => Date.now()
  await pool.query(
    `insert into dw_wide_legal (id, c001, c002, c003, c009, c010, c011, c012, c041, c042, c043, c044, c045, c099, c100)
    values ($1, $2, '昆山手工有限公司', 1, 100000000, 20200102, 10, '051283', 'A1号', 4, 2000000, 20250301, 320583, $3, 0)`,
    [id, code, now()],
  )
  await shown(code, seen => items(seen, 'ENT-LAW-002').join() === 'JS-FGW A1号 VALID' && items(seen, 'ENT-BAS-004').join().includes('100.00'))
  await pool.query(`update dw_wide_legal set c041 = 'A2号', c099 = $2 where id = $1`, [id, now()])
  await shown(code, seen => items(seen, 'ENT-LAW-002').toSorted().join() === 'JS-FGW A1号 VALID,JS-FGW A2号 VALID')
  await pool.query(`insert into dw_revoke (c001, kind, doc_no, division, revoke_date, reason, c099) values ($1, 2, 'A1号', 320583, 20250601, 1, $2)`, [
    code,
    now(),
  ])
  await shown(code, seen => items(seen, 'ENT-LAW-002').toSorted().join() === 'JS-FGW A1号 REVOKED,JS-FGW A2号 VALID')
})

const xml = (resource: string, msgId: string, rows: string, count: number) => `<?xml version="1.0" encoding="UTF-8"?>
<x:Message xmlns:x="urn:js:pcip:exchange:1"><x:Head><x:MsgId>${msgId}</x:MsgId><x:Sender>JS-TEST</x:Sender><x:Resource>${resource}</x:Resource><x:SendTime>${today()}T08:00:00</x:SendTime><x:Count>${count}</x:Count></x:Head><x:Body>${rows}</x:Body></x:Message>`

test('Jiangsu: an XML message is published once; the same again changes nothing; a broken one is refused whole', async () => {
  const inbox = status.sources.jiangsu.inbox!
  const code = freshUscc('91320105')
  const drop = (name: string, text: string) => {
    writeFileSync(join(inbox, `.${name}.part`), text)
    renameSync(join(inbox, `.${name}.part`), join(inbox, name))
  }
  const row = `<x:Row op="I"><x:LBDM>04</x:LBDM><x:ZTMC><![CDATA[南京手工有限公司]]></x:ZTMC><x:ZTDM>${code}</x:ZTDM><x:AH>(2025)苏01号</x:AH><x:RDDW>江苏省应急管理厅</x:RDDW><x:LARQ>20250101</x:LARQ><x:FBRQ>20250105</x:FBRQ><x:YXQZ>20991231</x:YXQZ></x:Row>`
  const first = `JS_GZMD_${day}_0001.xml`
  const name = existsSync(join(inbox, 'done', first)) ? `JS_GZMD_${day}_0002.xml` : first
  const text = xml('GZMD_W04', name.replace('.xml', ''), row, 1)
  drop(name, text)
  const seen = await shown(code, one => entries(one).join() === 'W04 JS-EMER EFFECTIVE' || entries(one).join() === 'W04 JS-FGW EFFECTIVE')
  const before = seen.subject!.listEntries.edges[0]!.node.provenance.recordHash
  drop(name, text)
  await eventually(
    async () => existsSync(join(inbox, name)),
    still => !still,
  )
  expect((await look(code)()).subject!.listEntries.edges.map(({ node }) => node.provenance.recordHash)).toEqual([before])
  const broken = name.replace(/\d{4}\.xml$/, number => `${String(Number(number.slice(0, 4)) + 1).padStart(4, '0')}.xml`)
  drop(broken, xml('GZMD_W04', broken.replace('.xml', ''), row, 2))
  await eventually(
    () => rejectionsOf('320000', 'E_COUNT_MISMATCH'),
    ({ rejections }) => rejections.edges.some(({ node }) => node.source.includes(broken)),
  )
  expect(existsSync(join(inbox, 'refused', broken))).toBe(true)
})

test('Zhejiang: cells become a record when complete; D ends it', async () => {
  const code = freshUscc('91330206')
  const sid = Number(`8${code.slice(9, 17).replaceAll(/\D/g, '0')}`)
  const { pool } = stores.zhejiang
  await pool.query(`insert into zb_subject (sid, kind, code, name, div) values ($1, 'QY', $2, '宁波手工有限公司', '330206')`, [sid, code])
  const cell = (item: string, value: string, ver = 1, op = 'U') =>
    pool.query(
      `insert into zb_value (sid, zbx_code, row_no, ${/^\d{4}-/.test(value) ? 'val_d' : 'val_s'}, src_dept, src_time, ver, op) values ($1, $2, 1, $3, '税务', now(), $4, $5)`,
      [sid, `QY0601${item}`, value, ver, op],
    )
  await cell('001', 'B02')
  await cell('002', '国家税务总局宁波市税务局')
  await cell('003', '2025-02-03')
  await shown(code, seen => entries(seen).join() === 'B02 NB-TAX EFFECTIVE')
  await cell('001', 'B02', 2, 'D')
  await shown(code, seen => entries(seen).join() === 'B02 NB-TAX WITHDRAWN')
})

test('Anhui: a CSV is published when its manifest is there; the same again changes nothing; a broken one is refused whole', async () => {
  const inbox = status.sources.anhui.inbox!
  const code = freshUscc('91340104')
  const text = `主体名称,统一社会信用代码,证件号码,名单类型,领域,认定单位,认定依据,认定日期,有效期至,移出日期,移出原因,操作标志\r\n合肥手工有限公司,${code},,黑名单,生态环境领域严重失信主体,安徽省生态环境厅,依据,2025年2月3日,长期,,,新增\r\n`
  const stream = `AH_341800_ECO_HMD_${day}`
  const drop = (seq: string, body: Buffer, digest: string) => {
    writeFileSync(join(inbox, `${stream}_${seq}.csv`), body)
    writeFileSync(join(inbox, `${stream}_${seq}.ok`), gb18030(`行数=1\nSHA256=${digest}\n`))
  }
  const body = gb18030(text)
  const digest = createHash('sha256').update(body).digest('hex')
  drop('001', body, digest)
  const seen = await shown(code, one => entries(one).join() === 'B05 AH-ECO EFFECTIVE')
  const before = seen.subject!.listEntries.edges[0]!.node.provenance.recordHash
  drop('001', body, digest.toUpperCase())
  await eventually(
    async () => existsSync(join(inbox, `${stream}_001.ok`)),
    still => !still,
  )
  expect((await look(code)()).subject!.listEntries.edges.map(({ node }) => node.provenance.recordHash)).toEqual([before])
  drop(
    '002',
    body,
    digest.replace(/^./, digit => (digit === '0' ? '1' : '0')),
  )
  await eventually(
    () => rejectionsOf('340000', 'E_DIGEST'),
    ({ rejections }) => rejections.edges.some(({ node }) => node.source.includes(`${stream}_002`)),
  )
})
