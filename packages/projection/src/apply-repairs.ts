import { type ArchiveEffects, type ArchiveRemedies, repairArchive } from '@delta/archive'
import { type ListEffects, repairList } from '@delta/list'
import { type ArchiveItem, type Day, type ListEntry, type Province, type Remedies, shanghaiDay } from '@delta/model'
import type { Kysely } from 'kysely'
import type { Accepted } from '@delta/wire'
import type { Judged, RepairJudge } from './judge-repairs.ts'
import { keepFits, keepMarks, marksOf, type RepairMark } from './repair-marks.ts'
import type { Quarantined } from '@delta/wire'

/** The decisions about a batch's items, judged as the items come by. */
export interface Repairs {
  readonly ofEntry: (record: ListEntry) => Remedies
  readonly ofItem: (record: ArchiveItem) => ArchiveRemedies
  /** Remembers what was judged; gives the decisions of whoever could not decide. */
  settle(): Promise<Quarantined[]>
}

const NONE = { repair: null, lapse: null, publicUntil: null } as const

/** A decision that is kept aside: the notice itself lies in its topic. */
const refusalOf = ({ topic, partition, kafka_offset, seq, notice_id, unit }: RepairMark): Quarantined => ({
  message: {
    topic,
    partition,
    offset: String(kafka_offset),
    key: notice_id,
    headers: unit === null ? {} : { ce_source: `urn:delta:unit:${unit}` },
    value: null,
  },
  seq,
  reason: 'UNIT_NOT_ENTITLED',
  detail: 'actor',
})

type Marks = ReadonlyMap<string, RepairMark[]>

function createSheet(judge: RepairJudge, marks: Marks) {
  const judged = new Set<RepairMark>()
  const refused: RepairMark[] = []
  return {
    decide: (id: string, item: Judged) => {
      const own = marks.get(id) ?? []
      for (const mark of own.filter(one => one.fits !== true)) {
        const before = mark.fits
        mark.fits = judge.fits(mark, item)
        if (mark.fits !== before) judged.add(mark)
        if (before === null && !mark.fits) refused.push(mark)
      }
      return judge.decision(own, item)
    },
    settle: async <DB>(trx: Kysely<DB>): Promise<Quarantined[]> => {
      await keepFits(trx, [...judged])
      return refused.map(refusalOf)
    },
  }
}

/** Reads the decisions about the items of records that are about to be written. The caller holds the province's repairs. */
export async function repairsOf<DB>(
  trx: Kysely<DB>,
  { province, product, ids, judge }: { province: Province; product: 'LIST' | 'ARCHIVE'; ids: readonly string[]; judge: RepairJudge },
): Promise<Repairs> {
  const sheet = createSheet(judge, await marksOf(trx, province, product, ids))
  return {
    ofEntry: record => {
      const found = judge.entry(record)
      return found === null ? NONE : { lapse: found.lapse, repair: sheet.decide(record.recordId, found.judged) }
    },
    ofItem: record => {
      const found = judge.item(record)
      return found === null ? NONE : { lapse: found.lapse, publicUntil: found.publicUntil, repair: sheet.decide(record.recordId, found.judged) }
    },
    settle: () => sheet.settle(trx),
  }
}

const markOf = ({ message, seq, recordId, record }: Accepted<'repair-notice'>): RepairMark[] => {
  if (record === null || record.effect === null) return []
  const { province, item, caseId, sequence, effect, at, party, actor, annotation, ruleSet, article } = record
  return [
    {
      province,
      product: item.product,
      item_id: item.recordId,
      case_id: caseId,
      sequence,
      effect,
      acts_on: shanghaiDay(at),
      party,
      unit: actor,
      annotation,
      rule_set: ruleSet,
      article,
      fits: null,
      notice_id: recordId,
      topic: message.topic,
      partition: message.partition,
      kafka_offset: Number(message.offset),
      seq,
    },
  ]
}

/** Keeps what notices decide, and brings it into the items that are there already. Gives the decisions of whoever could not decide. The caller holds the province's repairs. */
export async function applyRepairs<DB>(
  trx: Kysely<DB>,
  accepted: readonly Accepted<'repair-notice'>[],
  { province, day, judge, archive, list }: { province: Province; day: Day; judge: RepairJudge; archive: ArchiveEffects; list: ListEffects },
): Promise<Quarantined[]> {
  const marks = [...new Map(accepted.flatMap(markOf).map(mark => [JSON.stringify([mark.product, mark.item_id, mark.case_id, mark.sequence]), mark])).values()]
  await keepMarks(trx, marks)
  const refused: Quarantined[] = []
  for (const product of ['ARCHIVE', 'LIST'] as const) {
    const ids = [...new Set(marks.filter(mark => mark.product === product).map(mark => mark.item_id))].toSorted()
    if (ids.length === 0) continue
    const sheet = createSheet(judge, await marksOf(trx, province, product, ids))
    if (product === 'ARCHIVE')
      await repairArchive(trx, {
        province,
        ids,
        day,
        effects: archive,
        repairOf: row =>
          row.penalty === null
            ? null
            : sheet.decide(row.record_id, { province, unit: row.unit, kind: 'PENALTY', foundOn: row.penalty.decisionDate, lapse: row.lapse }),
      })
    else
      await repairList(trx, {
        province,
        ids,
        day,
        effects: list,
        repairOf: row =>
          row.polarity === 'RED' ? null : sheet.decide(row.record_id, { province, unit: row.unit, kind: 'LIST', foundOn: row.valid_from, lapse: row.lapse }),
      })
    refused.push(...(await sheet.settle(trx)))
  }
  return refused
}
