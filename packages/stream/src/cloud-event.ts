/** The attributes of one CloudEvent 1.0 that this exchange uses. `id` is unique within `source`. */
export interface CloudEvent {
  readonly id: string
  /** Who states it, as URI. */
  readonly source: string
  readonly type: string
  readonly subject: string
  /** UTC instant. */
  readonly time: string
  readonly dataschema: string
}

/** Headers by name. */
export type Headers = Readonly<Record<string, string>>

/** A CloudEvent's headers in the Kafka binding's binary mode: `ce_` before each attribute, the data's type as `content-type`. */
export function cloudEventHeaders({ id, source, type, subject, time, dataschema }: CloudEvent): Headers {
  return {
    ce_specversion: '1.0',
    ce_id: id,
    ce_source: source,
    ce_type: type,
    ce_subject: subject,
    ce_time: time,
    ce_dataschema: dataschema,
    'content-type': 'application/json',
  }
}

/** Reads a CloudEvent from a record's headers; null where it is not one in binary mode with every attribute of this exchange. */
export function readCloudEvent(headers: Readonly<Record<string, string | undefined>>): CloudEvent | null {
  const { ce_specversion: version, ce_id: id, ce_source: source, ce_type: type, ce_subject: subject, ce_time: time, ce_dataschema: dataschema } = headers
  return version === '1.0' && headers['content-type'] === 'application/json' && id && source && type && subject && time && dataschema
    ? { id, source, type, subject, time, dataschema }
    : null
}
