import type { SamplingPlan, SamplingResult } from '@delta/model'
import { cloudEventHeaders, type OutboxMessage, partitionOf, type Topic, topicFor } from '@delta/stream'
import type { SamplingPlanTable, SamplingResultTable } from './tables.ts'

/** Who states what is drawn and found, as `ce_source`. */
const SOURCE = 'urn:delta:supervision'

/** A plan as it is drawn. */
export type DrawnPlan = Omit<SamplingPlanTable, 'n'>

/** Turns plans and results into messages for the province whose department draws. */
export interface SamplingMessages {
  plan(row: DrawnPlan, classes: SamplingPlan['classes']): OutboxMessage
  result(row: SamplingResultTable, plan: Pick<SamplingPlanTable, 'province' | 'matter' | 'department'>, inspectors: readonly string[]): OutboxMessage
}

const planRecord = (row: DrawnPlan, classes: SamplingPlan['classes']): SamplingPlan => ({
  recordId: row.id,
  province: row.province,
  version: 1,
  recordedAt: row.at,
  ordinal: row.ordinal,
  matter: row.matter,
  division: row.division,
  department: row.department,
  classes,
  seed: row.seed,
  populationDigest: row.population_digest,
  rosterDigest: row.roster_digest,
  inspectorsEach: row.each,
})

/** Makes the message maker. */
export function createSamplingMessages(topics: readonly Topic[]): SamplingMessages {
  const draft = (record: string, value: SamplingPlan | SamplingResult, subject: string): OutboxMessage => {
    const { name, partitions, type, schema } = topicFor(topics, record, value.province)
    const { recordId, version, recordedAt: time } = value
    return {
      topic: name,
      partition: partitionOf(subject, partitions),
      key: recordId,
      headers: {
        ...cloudEventHeaders({ id: `${recordId}.${version}`, source: SOURCE, type, subject, time, dataschema: schema }),
        'delta-version': String(version),
      },
      value: JSON.stringify(value),
    }
  }
  return {
    plan: (row, classes) => draft('sampling-plan', planRecord(row, classes), row.id),
    result: (row, { province, matter, department }, inspectors) =>
      draft(
        'sampling-result',
        {
          recordId: row.id,
          province,
          version: row.version,
          recordedAt: row.at,
          plan: row.plan,
          subjectId: row.subject_id,
          matter,
          department,
          inspectors: [...inspectors],
          inspectedOn: row.inspected_on,
          finding: row.finding,
          note: row.note,
        },
        row.subject_id,
      ),
  }
}
