/** A question that has an answer as of every moment, and the subgraph that answers it. */
export interface Question {
  readonly name: string
  readonly graph: 'list' | 'relationship' | 'archive'
  readonly source: string
}

const COUNTS = 'counts { total effective repaired ended }'
const EVIDENCE = 'warnings provenance { receivedAt publishedAt recordHash } proof'
const ENTRY = `id polarity status domain { code } unit { code } subject { id name } basis from to removedOn removalReason term repair { effect on annotation unit { code } } ${EVIDENCE}`
const ITEM = `id indicator { code } unit { code } subject { id kind name province { code } } authority value arose until status licence { docNo validTo status } repair { effect on } evaluation { grade } ${EVIDENCE}`
const RELATION = `id dimension { code } subject { id name } partyKind party { id name } share validFrom validTo status placement partyProvince { code } unit { code } ${EVIDENCE}`
const RELATIONS = `${COUNTS} flows { from { code } to { code } placement dimension { code } ${COUNTS} }
  dimensions { dimension { code } ${COUNTS} parties { partyKind ${COUNTS} provinces { placement province { code } ${COUNTS} units { unit { code } ${COUNTS} relations(first: 20) { totalCount nodes { ${RELATION} } } } } } }`
const ITEMS = `items(first: 20) { totalCount nodes { ${ITEM} } }`
const ONE = '_entities(representations: $one) { ... on Subject'

/** Every root that takes `asOf`, down to its leaves. `$e`, `$r` and `$s` are an entry, a relation and a subject, `$one` the subject as its entity. */
export const QUESTIONS: readonly Question[] = [
  {
    name: 'lists',
    graph: 'list',
    source: `query($asOf: AsOf) { lists(asOf: $asOf) { ${COUNTS} domains(codes: ["B05", "R02", "W01"]) { domain { code } ${COUNTS} provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS}
      entries(first: 20) { totalCount nodes { ${ENTRY} } } inForce: entries(first: 20, status: [EFFECTIVE]) { nodes { id } } } } } } }`,
  },
  { name: 'listEntry', graph: 'list', source: `query($asOf: AsOf, $e: ID!) { listEntry(id: $e, asOf: $asOf) { ${ENTRY} } }` },
  {
    name: 'Subject.listEntries',
    graph: 'list',
    source: `query($asOf: AsOf, $one: [_Any!]!) { ${ONE} { id listEntries(first: 20, asOf: $asOf) { nodes { ${ENTRY} } } } } }`,
  },
  {
    name: 'archives',
    graph: 'archive',
    source: `query($asOf: AsOf) { archives(asOf: $asOf) { ${COUNTS} kinds { kind ${COUNTS} attributes { category { code } ${COUNTS} indicators { indicator { code } ${COUNTS}
      provinces { province { code } ${COUNTS} units { unit { code } ${COUNTS} ${ITEMS} } } } } } } }`,
  },
  {
    name: 'subject',
    graph: 'archive',
    source: `query($asOf: AsOf, $s: ID!) { subject(id: $s, asOf: $asOf) { id kind subKind name identifier province { code } division registered
      archive { ${COUNTS} attributes { category { code } ${COUNTS} indicators { indicator { code } unit { code } ${COUNTS} ${ITEMS} } } } } }`,
  },
  {
    name: 'relationships',
    graph: 'relationship',
    source: `query($asOf: AsOf) { relationships(asOf: $asOf) { ${RELATIONS} } ofOne: relationships(asOf: $asOf, subjectProvince: "310000") { ${RELATIONS} } }`,
  },
  { name: 'relation', graph: 'relationship', source: `query($asOf: AsOf, $r: ID!) { relation(id: $r, asOf: $asOf) { ${RELATION} } }` },
  {
    name: 'Subject.relationships and network',
    graph: 'relationship',
    source: `query($asOf: AsOf, $one: [_Any!]!) { ${ONE} { id relationships(asOf: $asOf) { ${RELATIONS} } as: relationships(as: PARTY, asOf: $asOf) { ${RELATIONS} }
      network(depth: 3, asOf: $asOf) { truncated nodes { distance subject { id name } } links { id from to share } } } } }`,
  },
]
