import { createHash, randomBytes } from 'node:crypto'
import { readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freshUscc, gb18030, openSource, status, today } from './system.ts'

/** A change that somebody has made in a source: it shows when the subject has `shows` where it is looked for. */
export interface HandMade {
  readonly subject: string
  readonly where: 'list' | 'penalty'
  readonly shows: 'EFFECTIVE' | 'REPAIRED' | 'WITHDRAWN' | 'VALID' | 'REVOKED'
}

/** Makes one change and resolves when it is committed, or the file lies in the folder. */
export type Hand = () => Promise<HandMade>

/** The hands of one province: each inserts something about a new subject, and the next change to it. */
export interface Hands {
  insert(): Promise<{ readonly made: HandMade; readonly next: Hand | null }>
}

/** People who write in all four sources, as the provinces' own systems do. */
export function openHands(): { readonly hands: Readonly<Record<'shanghai' | 'jiangsu' | 'zhejiang' | 'anhui', Hands>>; close(): Promise<void> } {
  const stores = { shanghai: openSource('shanghai'), jiangsu: openSource('jiangsu'), zhejiang: openSource('zhejiang') }
  return {
    hands: {
      shanghai: shanghai(stores.shanghai.pool),
      jiangsu: jiangsu(stores.jiangsu.pool, status.sources.jiangsu.inbox!),
      zhejiang: zhejiang(stores.zhejiang.pool),
      anhui: anhui(status.sources.anhui.inbox!),
    },
    close: async () => void (await Promise.all(Object.values(stores).map(store => store.close()))),
  }
}

type Pool = ReturnType<typeof openSource>['pool']

const day = today().replaceAll('-', '')
const numberOf = (code: string): string => code.slice(9, 17).replaceAll(/\D/g, '0')

const shanghai = (pool: Pool): Hands => ({
  insert: async () => {
    const subject = freshUscc('91310115')
    const zj = randomBytes(16).toString('hex')
    await pool.query(
      `insert into gxpt.t_md (zj, mdlx, lydm, tyshxydm, mc, rdjg, rdrq, yxqz, gxsj, yxbz) values ($1, '2', 'SH-LY-05', $2, '手工录入有限公司', '上海市生态环境局', '20250301', '20250301', now() at time zone 'Asia/Shanghai', 'Y')`,
      [zj, subject],
    )
    const next: Hand = async () => {
      await pool.query(`update gxpt.t_md set ycrq = $2, ycyy = '1', gxsj = now() at time zone 'Asia/Shanghai' where zj = $1`, [zj, day])
      return { subject, where: 'list', shows: 'REPAIRED' }
    }
    return { made: { subject, where: 'list', shows: 'EFFECTIVE' }, next }
  },
})

/** Now a row of the wide table with a penalty, which is revoked; now a message file. */
function jiangsu(pool: Pool, inbox: string): Hands {
  let number = highest(inbox, new RegExp(`^JS_GZMD_${day}_(\\d{4})\\.xml$`))
  let turn = 0
  const penalty = async () => {
    const subject = freshUscc('91320583')
    const doc = `手工${subject.slice(-9)}号`
    await pool.query(
      `insert into dw_wide_legal (id, c001, c002, c003, c009, c010, c011, c012, c041, c042, c043, c044, c045, c099, c100) values ($1, $2, '昆山手工有限公司', 1, 100000000, 20200102, 10, '051283', $3, 4, 2000000, 20250301, 320583, $4, 0)`,
      [Number(`9${numberOf(subject)}`), subject, doc, Date.now()],
    )
    const next: Hand = async () => {
      await pool.query(`insert into dw_revoke (c001, kind, doc_no, division, revoke_date, reason, c099) values ($1, 2, $2, 320583, 20250601, 1, $3)`, [
        subject,
        doc,
        Date.now(),
      ])
      return { subject, where: 'penalty', shows: 'REVOKED' }
    }
    return { made: { subject, where: 'penalty', shows: 'VALID' } as const, next }
  }
  const message = async () => {
    const subject = freshUscc('91320105')
    const id = `JS_GZMD_${day}_${String((number += 1)).padStart(4, '0')}`
    const row = `<x:Row op="I"><x:LBDM>04</x:LBDM><x:ZTMC>南京手工有限公司</x:ZTMC><x:ZTDM>${subject}</x:ZTDM><x:AH>(2025)苏${subject.slice(-9)}号</x:AH><x:RDDW>江苏省应急管理厅</x:RDDW><x:LARQ>20250101</x:LARQ><x:FBRQ>20250105</x:FBRQ><x:YXQZ>20991231</x:YXQZ></x:Row>`
    drop(
      inbox,
      `${id}.xml`,
      `<?xml version="1.0" encoding="UTF-8"?>\n<x:Message xmlns:x="urn:js:pcip:exchange:1"><x:Head><x:MsgId>${id}</x:MsgId><x:Sender>JS-TEST</x:Sender><x:Resource>GZMD_W04</x:Resource><x:SendTime>${today()}T08:00:00</x:SendTime><x:Count>1</x:Count></x:Head><x:Body>${row}</x:Body></x:Message>`,
    )
    return { made: { subject, where: 'list', shows: 'EFFECTIVE' } as const, next: null }
  }
  return { insert: () => ((turn += 1) % 2 === 1 ? penalty() : message()) }
}

const zhejiang = (pool: Pool): Hands => ({
  insert: async () => {
    const subject = freshUscc('91330206')
    const sid = Number(`8${numberOf(subject)}`)
    const cell = 'insert into zb_value (sid, zbx_code, row_no, val_s, val_d, src_dept, src_time, ver, op) values'
    await pool.query(
      `with s as (insert into zb_subject (sid, kind, code, name, div) values ($1, 'QY', $2, '宁波手工有限公司', '330206'))
      ${cell.replace('values', 'select $1, v.item, 1, v.s, v.d::date, v.dept, now(), 1, v.op from')}
      (values ('QY0601001', 'B02', null, '税务', 'U'), ('QY0601002', '国家税务总局宁波市税务局', null, '税务', 'U'), ('QY0601003', null, '2025-02-03', '税务', 'U')) v (item, s, d, dept, op)`,
      [sid, subject],
    )
    const next: Hand = async () => {
      await pool.query(`${cell} ($1, 'QY0601001', 1, 'B02', null, '税务', now(), 2, 'D')`, [sid])
      return { subject, where: 'list', shows: 'WITHDRAWN' }
    }
    return { made: { subject, where: 'list', shows: 'EFFECTIVE' }, next }
  },
})

function anhui(inbox: string): Hands {
  const stream = `AH_341700_ECO_HMD_${day}`
  let number = highest(inbox, new RegExp(`^${stream}_(\\d{3})\\.csv$`))
  const send = (subject: string, rest: string): void => {
    const file = `${stream}_${String((number += 1)).padStart(3, '0')}`
    const text = `主体名称,统一社会信用代码,证件号码,名单类型,领域,认定单位,认定依据,认定日期,有效期至,移出日期,移出原因,操作标志\r\n合肥手工有限公司,${subject},,黑名单,生态环境领域严重失信主体,安徽省生态环境厅,依据,2025年2月3日,长期,${rest}\r\n`
    const body = gb18030(text)
    drop(inbox, `${file}.csv`, body)
    drop(inbox, `${file}.ok`, gb18030(`行数=1\nSHA256=${createHash('sha256').update(body).digest('hex')}\n`))
  }
  return {
    insert: async () => {
      const subject = freshUscc('91340104')
      send(subject, ',,新增')
      const next: Hand = async () => {
        send(subject, `${today()},信用修复,修改`)
        return { subject, where: 'list', shows: 'REPAIRED' }
      }
      return { made: { subject, where: 'list', shows: 'EFFECTIVE' }, next }
    },
  }
}

/** Puts a file into a drop folder whole. */
function drop(inbox: string, name: string, content: string | Buffer): void {
  writeFileSync(join(inbox, `.${name}.part`), content)
  renameSync(join(inbox, `.${name}.part`), join(inbox, name))
}

/** The highest number that a stream of files has reached. */
function highest(inbox: string, pattern: RegExp): number {
  const names = [inbox, join(inbox, 'done'), join(inbox, 'refused')].flatMap(folder => readdirSync(folder))
  return Math.max(0, ...names.map(name => Number(pattern.exec(name)?.[1] ?? 0)))
}
