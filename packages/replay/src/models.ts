/** A read model: a product's tables in the order in which they are put right. */
export type ModelName = 'archive' | 'relationship' | 'list' | 'quality' | 'repair'

/** The projected tables by read model. */
export const MODELS: Readonly<Record<ModelName, readonly string[]>> = {
  // Deleting evidence takes away what was known of its record: so evidence comes first.
  archive: ['subject', 'subject_past', 'archive_evidence', 'archive_evidence_past', 'archive_item', 'archive_item_past', 'archive_document', 'archive_rollup'],
  relationship: ['relation_evidence', 'relation_evidence_past', 'relation', 'relation_past', 'relation_rollup'],
  list: ['list_evidence', 'list_evidence_past', 'list_entry', 'list_entry_past', 'list_rollup'],
  quality: ['rejection', 'rejection_rollup', 'delivery'],
  repair: ['item_repair'],
}

/** Every name that `rebuild model` takes. */
export const MODEL_NAMES = Object.keys(MODELS) as readonly ModelName[]

/** Columns that no digest covers, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  kafka_offset: 'where a record lay in Kafka: it lies elsewhere once Kafka has been rebuilt',
}

/** Tables of the read model's database, schema public, that are no projection of the topics, and why; those whose names begin with what is given. */
export const NOT_PROJECTED: Readonly<Record<string, string>> = {
  list_change: 'the queue of changes that wait for the log',
  list_change_head: "the queue's head",
  list_log: "the region's log is a source: its salts and roots exist nowhere else",
  list_watch: 'stored sets of subjects, as cities gave them',
  webhook: "what the feed's owners asked for, and how far they are",
  projection_position: 'how far the projector is',
  projection_journal: 'what the projector did and when: a source of every rebuild',
  quarantine: 'what came by Kafka and was refused, also what no outbox holds',
  read_model: "the database's own identity",
  access: 'evidence of who asked what',
  migration: 'which migrations have run',
}
