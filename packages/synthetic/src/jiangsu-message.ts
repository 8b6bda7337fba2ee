import { createHash } from 'node:crypto'
import { addDays } from '@delta/model'
import { compact } from './days.ts'
import type { ListFact } from './list-facts.ts'
import type { Random } from './random.ts'
import { REASON_NAMES } from './shanghai-rows.ts'
import type { Subject } from './world.ts'

/** Message kinds: black, red and watch lists. */
export const RESOURCES = ['HMD', 'HONGMD', 'GZMD'] as const
/** A message kind. */
export type Resource = (typeof RESOURCES)[number]

/** A Row element: its operation and its child elements in order; null leaves an element out. */
export interface MessageRow {
  readonly op: 'I' | 'U' | 'D'
  readonly fields: readonly (readonly [name: string, value: string | null])[]
}

/** What a message file says of itself; `prefix` is the namespace prefix (empty for a default namespace). */
export interface MessageHead {
  readonly msgId: string
  readonly resource: string
  readonly sendTime: string
  readonly prefix: string
  readonly cdata: boolean
  readonly count?: number
  readonly doctype?: string
  /** SHA-256 of the Body element's bytes, from the first `<` to the last `>`. */
  readonly digest: 'none' | 'right' | 'wrong'
}

/** The namespace of Jiangsu's messages. */
const NAMESPACE = 'urn:js:pcip:exchange:1'

/** Writes a list entry as a Row element. */
export function messageRow(subject: Subject, e: ListFact, random: Random): MessageRow {
  const compacted = random.chance(0.3)
  const day = (value: string | null): string | null => (value === null ? null : compacted ? compact(value) : value)
  return {
    op: e.state === 'deleted' ? 'D' : random.chance(0.15) ? 'U' : 'I',
    fields: [
      ['LBDM', e.domain.number],
      ['ZTMC', subject.name],
      ['ZTDM', subject.kind === 'NAT' ? (subject.oldId ?? subject.id) : subject.uscc],
      ['AH', e.caseNo],
      ['ZXFY', e.authority],
      ['RDDW', e.finder],
      ['LARQ', day(e.filed)],
      ['FBRQ', random.chance(0.1) ? null : day(e.from)],
      ['YXQZ', e.to === null ? (random.chance(0.5) ? '99991231' : null) : day(e.to)],
      ['YCRQ', day(e.removedOn ?? (e.state === 'deleted' ? addDays(e.from, 20) : null))],
      ['YCYY', e.reason === null ? null : random.chance(0.5) ? e.reason : REASON_NAMES[e.reason]],
    ],
  }
}

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex')

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Writes a whole message file. */
export function messageXml(head: MessageHead, rows: readonly MessageRow[]): string {
  const tag = (name: string): string => (head.prefix ? `${head.prefix}:${name}` : name)
  const element = (name: string, value: string): string =>
    `<${tag(name)}>${head.cdata && /[^\w.-]/u.test(value) ? `<![CDATA[${value}]]>` : escape(value)}</${tag(name)}>`
  const body = rows.map(({ op, fields }) => {
    const cells = fields.map(([name, value]) => (value === null ? '' : element(name, value))).join('')
    return `    <${tag('Row')} op="${op}">${cells}</${tag('Row')}>`
  })
  const bodyXml = [`<${tag('Body')}>`, ...body, `  </${tag('Body')}>`].join('\n')
  const digest = head.digest === 'none' ? '' : element('Digest', head.digest === 'wrong' ? digestOf(`${bodyXml} `) : digestOf(bodyXml))
  const headXml = [
    element('MsgId', head.msgId),
    element('Sender', 'JSXYZX'),
    element('Resource', head.resource),
    element('SendTime', head.sendTime),
    element('Count', String(head.count ?? rows.length)),
    digest,
  ]
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(head.doctype ? [head.doctype] : []),
    `<${tag('Message')} xmlns${head.prefix ? `:${head.prefix}` : ''}="${NAMESPACE}">`,
    `  <${tag('Head')}>${headXml.join('')}</${tag('Head')}>`,
    `  ${bodyXml}`,
    `</${tag('Message')}>`,
    '',
  ].join('\n')
}
