import { isDay, isProvince, type Catalogue, type Day, RECOGNITION_EFFECTS, type Recognition } from '@delta/model'
import type { ObjectRef } from '@pothos/core'
import type { BuilderTypes, GraphBuilder } from './builder.ts'
import { refuse } from './refusal.ts'

/** A reference to the type Recognition. */
export type RecognitionRef = ObjectRef<PothosSchemaTypes.ExtendDefaultTypes<BuilderTypes>, Recognition>

/** Adds Recognition: what a finding of one province does in another. */
export function addRecognition(builder: GraphBuilder): RecognitionRef {
  const effect = builder.enumType('RecognitionEffect', {
    description: 'BINDS: as a finding of one’s own (互认). NOTED: it may be taken into account (参考). NONE: no effect.',
    values: RECOGNITION_EFFECTS,
  })
  return builder.objectRef<Recognition>('Recognition').implement({
    shareable: true,
    description: 'What a finding of one province does in another (信用互认).',
    fields: t => ({
      effect: t.field({ type: effect, resolve: one => one.effect }),
      memorandum: t.id({ nullable: true, description: 'The memorandum on which it rests; null: on none.', resolve: one => one.memorandum }),
      validFrom: t.field({ type: 'Date', nullable: true, resolve: one => one.validFrom }),
      validTo: t.field({ type: 'Date', nullable: true, resolve: one => one.validTo }),
      source: t.string({ description: 'Where this is known from; what it says is an assumption has not been seen in a document.', resolve: one => one.source }),
    }),
  })
}

/** The day that an argument names, or today. Refuses what is no day. */
export function dayAsked(on: string | null | undefined, today: () => Day): Day {
  if (on == null) return today()
  if (!isDay(on)) throw refuse('BAD_ARGUMENT', 'A day is like 2026-11-25.')
  return on
}

/** What a finding does in a province, as an answer tells it. Refuses what is not one of the four provinces; null for a domain that there is not. */
export function recognitionAsked(catalogue: Catalogue, domain: string, from: string, to: string, on: Day): Recognition | null {
  if (!isProvince(from) || !isProvince(to)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
  return catalogue.recognitionOf(domain, from, to, on)
}
