import { addRecognition, type GraphBuilder, type NodeRef } from '@delta/graph'
import type { Domain, InstitutionDocument, Standard } from '@delta/model'
import type { Initiator } from './initiators.ts'
import type {
  InstitutionNode,
  InstitutionProvince,
  RecognitionNode,
  RecognitionRule,
  RegimeDifference,
  RegimeView,
  StandardNode,
  StandardProvince,
} from './regime.ts'
import type { MeasureTerms } from './terms-types.ts'

const SOURCE = 'Where this is known from; what it says is to be confirmed has not been seen in a document.'

const addPaperLevel = (builder: GraphBuilder) =>
  builder.enumType('DocumentLevel', { description: 'REGIONAL: of the four provinces together.', values: ['NATIONAL', 'REGIONAL', 'PROVINCE', 'CITY'] as const })

type PaperLevel = ReturnType<typeof addPaperLevel>

const addInitiator = (builder: GraphBuilder, terms: MeasureTerms, level: PaperLevel) => {
  return builder.objectRef<Initiator>('Initiator').implement({
    description: 'An initiating unit (发起单位) of a memorandum, for one of its domains.',
    fields: t => ({
      domain: t.field({ type: terms.domain, resolve: one => terms.domainOf(one.domain) }),
      memorandum: t.string({ description: 'Its title.', resolve: one => one.memorandum.title }),
      docNo: t.string({ nullable: true, description: 'Null where it is not known.', resolve: one => one.memorandum.docNo }),
      level: t.field({ type: level, resolve: one => one.memorandum.level }),
      initiator: t.string({ nullable: true, description: 'The initiating unit’s name.', resolve: one => one.name }),
      unit: t.field({ type: terms.unit, nullable: true, description: 'The same as a data-source unit; null for ministries.', resolve: one => one.unit }),
      lead: t.field({
        type: terms.province,
        nullable: true,
        description: 'Regional lead (牵头省份) of the domain.',
        resolve: one => (one.lead === null ? null : terms.provinceOf(one.lead)),
      }),
      validFrom: t.field({ type: 'Date', nullable: true, resolve: one => one.memorandum.validFrom }),
      validTo: t.field({ type: 'Date', nullable: true, resolve: one => one.memorandum.validTo }),
      source: t.string({ description: SOURCE, resolve: one => one.memorandum.source }),
    }),
  })
}

const addStandards = (builder: GraphBuilder, terms: MeasureTerms) => {
  const kind = builder.enumType('StandardKind', {
    values: { CATALOGUE: { description: '目录' }, QUALITY: { description: '质量' }, INTERFACE: { description: '接口' } } as const,
  })
  const term = builder.objectRef<Standard>('RegimeStandard').implement({
    description: 'A national standard.',
    fields: t => ({ code: t.exposeID('code'), title: t.exposeString('title') }),
  })
  const province = builder.objectRef<StandardProvince>('StandardProvince').implement({
    fields: t => ({
      province: t.field({ type: terms.province, resolve: node => terms.provinceOf(node.province) }),
      units: t.field({ type: [terms.unit], description: 'The units that keep these standards there.', resolve: node => node.units }),
    }),
  })
  const node = builder.objectRef<StandardNode>('RegimeStandards').implement({
    fields: t => ({
      kind: t.field({ type: kind, resolve: one => one.kind }),
      standards: t.field({ type: [term], resolve: one => one.standards }),
      provinces: t.field({ type: [province], resolve: one => one.provinces }),
    }),
  })
  return { kind, node }
}

const addInstitutions = (builder: GraphBuilder, terms: MeasureTerms, level: PaperLevel, domainOrNull: (code: string | null) => Domain | null) => {
  const document = builder.objectRef<InstitutionDocument>('InstitutionDocument').implement({
    description: 'A document of the regime (制度文件).',
    fields: t => ({
      title: t.exposeString('title'),
      docNo: t.exposeString('docNo', { nullable: true, description: 'Null where it is not known.' }),
      level: t.field({ type: level, resolve: one => one.level }),
      validFrom: t.field({ type: 'Date', nullable: true, description: 'Null where it is not known.', resolve: one => one.validFrom }),
      validTo: t.field({ type: 'Date', nullable: true, resolve: one => one.validTo }),
      source: t.exposeString('source', { description: SOURCE }),
    }),
  })
  const province = builder.objectRef<InstitutionProvince>('InstitutionProvince').implement({
    fields: t => ({
      province: t.field({ type: terms.province, resolve: node => terms.provinceOf(node.province) }),
      documents: t.field({ type: [document], description: 'Its own, and those above it.', resolve: node => node.documents }),
    }),
  })
  return builder.objectRef<InstitutionNode>('Institutions').implement({
    fields: t => ({
      domain: t.field({
        type: terms.domain,
        nullable: true,
        description: 'Null for documents of all domains together.',
        resolve: node => domainOrNull(node.domain),
      }),
      provinces: t.field({ type: [province], resolve: node => node.provinces }),
    }),
  })
}

const addRecognised = (builder: GraphBuilder, terms: MeasureTerms) => {
  const recognition = addRecognition(builder)
  const rule = builder.objectRef<RecognitionRule>('RegimeRecognitionRule').implement({
    fields: t => ({
      recognition: t.field({ type: recognition, resolve: one => one.recognition }),
      from: t.field({ type: terms.province, description: 'That found it.', resolve: one => terms.provinceOf(one.from) }),
      to: t.field({ type: [terms.province], description: 'Where it does the same.', resolve: one => one.to.map(terms.provinceOf) }),
    }),
  })
  return builder.objectRef<RecognitionNode>('RegimeRecognition').implement({
    description: 'What findings in a domain do in the other provinces today (信用互认).',
    fields: t => ({
      domain: t.field({ type: terms.domain, resolve: one => terms.domainOf(one.domain) }),
      rules: t.field({ type: [rule], resolve: one => one.rules }),
      differs: t.boolean({ description: 'It is not the same between all provinces.', resolve: one => one.differs }),
    }),
  })
}

/** Adds Initiator and Regime. */
export function addRegime(builder: GraphBuilder, terms: MeasureTerms): { readonly initiator: NodeRef<Initiator>; readonly regime: NodeRef<RegimeView> } {
  const level = addPaperLevel(builder)
  const domainOrNull = (code: string | null) => (code === null ? null : terms.domainOf(code))
  const standards = addStandards(builder, terms)
  const institutions = addInstitutions(builder, terms, level, domainOrNull)
  const recognised = addRecognised(builder, terms)
  const difference = builder.objectRef<RegimeDifference>('RegimeDifference').implement({
    description:
      'Some provinces have units for a kind of standards, or (standard null) documents of their own for a domain (null: for all domains); of the others none are known here.',
    fields: t => ({
      standard: t.field({ type: standards.kind, nullable: true, resolve: one => one.standard }),
      domain: t.field({ type: terms.domain, nullable: true, resolve: one => domainOrNull(one.domain) }),
      having: t.field({ type: [terms.province], resolve: one => one.having.map(terms.provinceOf) }),
      lacking: t.field({ type: [terms.province], resolve: one => one.lacking.map(terms.provinceOf) }),
    }),
  })
  const regime = builder.objectRef<RegimeView>('Regime').implement({
    description: 'The credit regime that the provinces build together (规制共建).',
    fields: t => ({
      standards: t.field({ type: [standards.node], resolve: view => view.standards }),
      institutions: t.field({ type: [institutions], resolve: view => view.institutions }),
      differences: t.field({ type: [difference], resolve: view => view.differences }),
      recognition: t.field({ type: [recognised], resolve: view => view.recognition }),
    }),
  })
  return { initiator: addInitiator(builder, terms, level), regime }
}
