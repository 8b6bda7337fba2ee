import type { Stack } from './stack.ts'

/** Where a case is sent. */
export type Target = keyof Stack['urls']
/** The gateway and every subgraph. */
export const ALL: readonly Target[] = ['gateway', 'archive', 'relationship', 'list', 'catalogue', 'feed']

/** A hostile request and how it must be refused (or, where the code is null, answered). */
export interface Case {
  readonly status: number
  readonly code: string | null
  readonly body?: unknown
  readonly raw?: string | Uint8Array
  readonly method?: string
  readonly headers?: Record<string, string | undefined>
  readonly search?: string
  readonly only?: readonly Target[]
}

/** A request with a document. */
export const document = (query: string, variables?: unknown, more: object = {}): { body: unknown } => ({
  body: { query, ...(variables === undefined ? {} : { variables }), ...more },
})
const nested = (times: number, open: string, inside: string, close: string) => open.repeat(times) + inside + close.repeat(times)
const FULL = 'lists { domains { provinces { units { entries(first: %) { nodes { id } } } } } }'
const full = (first: string) => FULL.replace('%', first)
const LIST: readonly Target[] = ['gateway', 'list']
const ARCHIVE: readonly Target[] = ['gateway', 'archive']
const SUBGRAPH: readonly Target[] = ['archive', 'relationship', 'list']
const doubling =
  Array.from({ length: 25 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(' ') + ' fragment F25 on Query { a: __typename }'
const representations = (list: unknown[]) => document('query($r: [_Any!]!) { _entities(representations: $r) { __typename } }', { r: list })
const ONE_TOO_MANY = `{"query":"{ __typename${' '.repeat(262_145 - 25)}}"}`
const ok = { status: 200, code: null }

/** The hostile corpus by name; `only` holds a case to those whose schema has what it asks for. */
export const cases: Record<string, Case> = {
  'depth 16': { ...document(`{ ${nested(16, '__schema { ', 'a', ' }')} }`), status: 200, code: 'VALIDATION_FAILED' },
  'depth 16 of data': { ...document(`{ lists ${nested(16, '{ domains ', '{ a }', ' }')} }`), status: 400, code: 'DEPTH_LIMIT' },
  'depth 50': { ...document(nested(50, '{ a ', '{ b }', ' }')), status: 400, code: 'DEPTH_LIMIT' },
  'depth 5,000': { ...document(nested(5_000, '{ a ', '', ' }')), status: 400, code: 'TOKEN_LIMIT' },
  'depth through fragments': {
    ...document(`{ ...A } fragment A on Query { lists { ...B } } fragment B on ListProduct ${nested(14, '{ domains ', '{ a }', ' }')}`),
    status: 400,
    code: 'DEPTH_LIMIT',
  },
  'depth through inline fragments': { ...document(nested(20, '{ ... { a ', '{ b }', ' } }')), status: 400, code: 'DEPTH_LIMIT' },
  '16 aliases': { ...document(`{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }`), status: 400, code: 'ALIAS_LIMIT' },
  '500 aliases': { ...document(`{ ${Array.from({ length: 400 }, (_, n) => `a${n}: __typename`).join(' ')} }`), status: 400, code: 'ALIAS_LIMIT' },
  'aliases in a fragment used often': {
    ...document(`{ a: __typename ${'...F '.repeat(10)} } fragment F on Query { b: __typename c: __typename }`),
    status: 400,
    code: 'ALIAS_LIMIT',
  },
  '15 aliases are allowed': { ...document(`{ ${Array.from({ length: 15 }, (_, n) => `a${n}: __typename`).join(' ')} }`), ...ok },
  '1,600 tokens': { ...document(`{ ${'__typename '.repeat(1_600)} }`), status: 400, code: 'TOKEN_LIMIT' },
  '10,000 repeats of a field': { ...document(`{ ${'a '.repeat(10_000)} }`), status: 400, code: 'TOKEN_LIMIT' },
  '31 directives': { ...document(`query($b: Boolean = true) { ${'__typename @include(if: $b) '.repeat(31)} }`), status: 400, code: 'DIRECTIVE_LIMIT' },
  'one directive repeated on a field': { ...document(`{ __typename ${'@include(if: true) '.repeat(5)} }`), status: 200, code: 'VALIDATION_FAILED' },
  'fragment cycle': { ...document('{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'), status: 200, code: 'VALIDATION_FAILED' },
  'fragment that holds itself': { ...document('{ ...A } fragment A on Query { __typename ...A }'), status: 200, code: 'VALIDATION_FAILED' },
  'fragments doubling 25 times': { ...document(`{ ...F0 } ${doubling}`), status: 400, code: 'ALIAS_LIMIT' },
  'unknown fragment': { ...document('{ ...Nope }'), status: 200, code: 'VALIDATION_FAILED' },
  'unused fragment': { ...document('{ __typename } fragment A on Query { __typename }'), status: 200, code: 'VALIDATION_FAILED' },
  'introspection bomb': {
    ...document(`{ __schema { types { fields { type { ${nested(10, 'fields { type { ', 'name', ' } }')} } } } } }`),
    status: 200,
    code: 'VALIDATION_FAILED',
  },
  'introspection without a token': {
    ...document('{ __schema { types { name } } }'),
    headers: { authorization: undefined },
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  'page of 101': { ...document(`{ ${full('101')} }`), only: LIST, status: 400, code: 'PAGE_TOO_LARGE' },
  'page of 101 by variable': { ...document(`query($n: Int) { ${full('$n')} }`, { n: 101 }), only: LIST, status: 400, code: 'PAGE_TOO_LARGE' },
  'page of 101 by a variable’s default': { ...document(`query($n: Int = 101) { ${full('$n')} }`), only: LIST, status: 400, code: 'PAGE_TOO_LARGE' },
  'negative page': { ...document(`{ ${full('-1')} }`), only: LIST, status: 400, code: 'PAGE_TOO_LARGE' },
  'page of 2^31 - 1': { ...document(`{ ${full('2147483647')} }`), only: LIST, status: 400, code: 'PAGE_TOO_LARGE' },
  'page of 2^31': { ...document(`{ ${full('2147483648')} }`), only: LIST, status: 200, code: 'VALIDATION_FAILED' },
  'page of 10 is the most of a full drill': { ...document(`{ ${full('10')} }`), only: LIST, ...ok },
  'pages multiply: 59 × 4 × 3 × 100': { ...document(`{ ${full('100')} }`), only: LIST, status: 400, code: 'COST_LIMIT' },
  'first 100 × 100': {
    ...document('{ subjects(match: { name: "a" }, first: 100) { nodes { archive { attributes { indicators { items(first: 100) { nodes { id } } } } } } } }'),
    only: ARCHIVE,
    status: 400,
    code: 'COST_LIMIT',
  },
  'defaults count: nesting without arguments': {
    ...document('{ lists { domains { provinces { units { entries { nodes { subject { listEntries { nodes { subject { name } } } } } } } } } } }'),
    only: LIST,
    status: 400,
    code: 'COST_LIMIT',
  },
  'cost in a fragment': { ...document(`{ ...A } fragment A on Query { ${full('100')} }`), only: LIST, status: 400, code: 'COST_LIMIT' },
  'cost hidden by @skip': {
    ...document('{ lists { domains @skip(if: true) { provinces { units { entries(first: 100) { nodes { id } } } } } } }'),
    only: LIST,
    status: 400,
    code: 'COST_LIMIT',
  },
  'cost by aliases': { ...document(`{ a: ${full('9')} b: ${full('9')} }`), only: LIST, status: 400, code: 'COST_LIMIT' },
  'network too deep': {
    ...document('{ subject(id: "91350100M000100Y43") { network(depth: 4) { truncated } } }'),
    only: ['gateway'],
    status: 400,
    code: 'BAD_ARGUMENT',
  },
  'network too wide': {
    ...document('{ subject(id: "91350100M000100Y43") { network(limit: 101) { truncated } } }'),
    only: ['gateway'],
    status: 400,
    code: 'PAGE_TOO_LARGE',
  },
  'batch of two': { body: [{ query: '{ __typename }' }, { query: '{ __typename }' }], status: 400, code: 'BATCH_OFF' },
  'batch of one': { body: [{ query: '{ __typename }' }], status: 400, code: 'BATCH_OFF' },
  'empty batch': { body: [], status: 400, code: 'BATCH_OFF' },
  '10 MB of string': { ...document(`{ __typename } # ${'x'.repeat(10_000_000)}`), status: 413, code: 'BODY_TOO_LARGE' },
  '10 MB of variable': { ...document('query($x: String) { __typename }', { x: 'x'.repeat(10_000_000) }), status: 413, code: 'BODY_TOO_LARGE' },
  'one byte too many': { raw: ONE_TOO_MANY, status: 413, code: 'BODY_TOO_LARGE' },
  '200 KB of comment': { ...document(`{ __typename } # ${'x'.repeat(200_000)}`), ...ok },
  form: { raw: 'query=%7B__typename%7D', headers: { 'content-type': 'application/x-www-form-urlencoded' }, status: 415, code: 'MEDIA_TYPE' },
  'multipart form': {
    raw: '--x\r\ncontent-disposition: form-data; name="operations"\r\n\r\n{"query":"{__typename}"}\r\n--x--',
    headers: { 'content-type': 'multipart/form-data; boundary=x' },
    status: 415,
    code: 'MEDIA_TYPE',
  },
  'plain text': { raw: '{"query":"{__typename}"}', headers: { 'content-type': 'text/plain' }, status: 415, code: 'MEDIA_TYPE' },
  'application/graphql': { raw: '{ __typename }', headers: { 'content-type': 'application/graphql' }, status: 415, code: 'MEDIA_TYPE' },
  'no content type': { raw: new TextEncoder().encode('{"query":"{__typename}"}'), headers: { 'content-type': undefined }, status: 415, code: 'MEDIA_TYPE' },
  'another charset': { raw: '{"query":"{__typename}"}', headers: { 'content-type': 'application/json; charset=gbk' }, status: 415, code: 'MEDIA_TYPE' },
  PUT: { method: 'PUT', raw: '{}', status: 405, code: 'METHOD' },
  DELETE: { method: 'DELETE', status: 405, code: 'METHOD' },
  'OPTIONS from elsewhere': {
    method: 'OPTIONS',
    headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    status: 405,
    code: 'METHOD',
  },
  'GET of a mutation': { method: 'GET', search: '?query=mutation%7B__typename%7D', status: 405, code: 'METHOD' },
  'GET of a query is allowed': { method: 'GET', search: '?query=%7B__typename%7D', ...ok },
  'GET with a broken URL': { method: 'GET', search: '?query=%E0%A4', status: 400, code: 'BAD_REQUEST' },
  'GET with NUL': { method: 'GET', search: '?query=%7B__typename%00%7D', status: 400, code: 'BAD_ARGUMENT' },
  subscription: { ...document('subscription { a }'), status: 200, code: 'VALIDATION_FAILED' },
  mutation: { ...document('mutation { a }'), status: 200, code: 'VALIDATION_FAILED' },
  'two anonymous operations': { ...document('{ __typename } { __typename }'), status: 400, code: 'BAD_REQUEST' },
  'unknown operation name': {
    ...document('query A { __typename } query B { __typename }', undefined, { operationName: 'C' }),
    status: 400,
    code: 'BAD_REQUEST',
  },
  'no document': { body: { variables: {} }, status: 400, code: 'BAD_REQUEST' },
  'document that is no text': { body: { query: { a: 1 } }, status: 400, code: 'BAD_REQUEST' },
  'empty document': { ...document(''), status: 200, code: 'PARSE_FAILED' },
  'garbage document': { ...document('}{'), status: 200, code: 'PARSE_FAILED' },
  'garbage body': { raw: '{', status: 400, code: 'BAD_REQUEST' },
  'body null': { raw: 'null', status: 400, code: 'BAD_REQUEST' },
  'body a number': { raw: '1e400', status: 400, code: 'BAD_REQUEST' },
  'body not UTF-8': { raw: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), status: 400, code: 'BAD_REQUEST' },
  'field suggestion': { ...document('{ list }'), status: 200, code: 'VALIDATION_FAILED' },
  'argument suggestion': { ...document('{ lists(polarit: [RED]) { counts { total } } }'), only: LIST, status: 200, code: 'VALIDATION_FAILED' },
  'enum suggestion': { ...document('{ lists(polarity: [REDD]) { counts { total } } }'), only: LIST, status: 200, code: 'VALIDATION_FAILED' },
  'enum suggestion in a variable': {
    ...document('query($p: [Polarity!]) { lists(polarity: $p) { counts { total } } }', { p: ['REDD'] }),
    only: LIST,
    status: 200,
    code: 'VALIDATION_FAILED',
  },
  '50,000 arrays deep in a variable': {
    raw: `{"query":"query($p: [ID!]) { lists(areas: $p) { counts { total } } }","variables":{"p":${nested(50_000, '[', '', ']')}}}`,
    only: LIST,
    status: 200,
    code: 'VALIDATION_FAILED',
  },
  '__proto__ as a variable': { raw: '{"query":"query($p: ID) { __typename }","variables":{"__proto__":{"p":"x"}}}', status: 200, code: 'VALIDATION_FAILED' },
  'constructor.prototype in an input': {
    ...document('query($m: SubjectMatch!) { subjects(match: $m) { totalCount } }', { m: { constructor: { prototype: { name: 'x' } } } }),
    only: ARCHIVE,
    status: 200,
    code: 'VALIDATION_FAILED',
  },
  'huge number in a variable': {
    raw: '{"query":"query($n: Int) { subjects(match: {name: \\"ab\\"}, first: $n) { totalCount } }","variables":{"n":1e400}}',
    only: ARCHIVE,
    status: 200,
    code: 'VALIDATION_FAILED',
  },
  'NUL in a variable': {
    raw: '{"query":"query($id: ID!) { listEntry(id: $id) { id } }","variables":{"id":"a\\u0000"}}',
    only: LIST,
    status: 400,
    code: 'BAD_ARGUMENT',
  },
  'NUL in a document': { ...document('{ listEntry(id: "a\\u0000") { id } }'), only: LIST, status: 400, code: 'BAD_ARGUMENT' },
  'SQL in an id': { ...document('{ listEntry(id: "x\' or 1=1 --") { id } }'), only: LIST, ...ok },
  'SQL in codes': { ...document('{ lists { domains(codes: ["B01\'); drop table list_entry; --"]) { counts { total } } } }'), only: LIST, ...ok },
  'lone surrogate': { raw: '{"query":"{ listEntry(id: \\"\\ud800\\") { id } }"}', only: LIST, status: 200, code: 'PARSE_FAILED' },
  'forged cursor': {
    ...document('{ rejections(after: "WyJxdWFsaXR5LnJlamVjdGlvbiIsMV0") { totalCount } }'),
    only: ['gateway', 'catalogue'],
    status: 400,
    code: 'BAD_CURSOR',
  },
  'name of 200 KB': {
    ...document('query($n: String) { subjects(match: { name: $n }) { totalCount } }', { n: '名'.repeat(60_000) }),
    only: ARCHIVE,
    status: 400,
    code: 'BAD_ARGUMENT',
  },
  'unknown directive': { ...document('{ __typename @defer }'), status: 200, code: 'VALIDATION_FAILED' },
  'no purpose': {
    ...document('{ provinces { code } }'),
    only: ['gateway', 'catalogue'],
    headers: { 'delta-purpose': undefined },
    status: 400,
    code: 'PURPOSE_REQUIRED',
  },
  'purpose that is not agreed': {
    ...document('{ provinces { code } }'),
    only: ['gateway', 'catalogue'],
    headers: { 'delta-purpose': 'approval' },
    status: 403,
    code: 'PURPOSE_NOT_ALLOWED',
  },
  'purpose that is none': {
    ...document('{ provinces { code } }'),
    only: ['gateway', 'catalogue'],
    headers: { 'delta-purpose': 'fun' },
    status: 403,
    code: 'PURPOSE_NOT_ALLOWED',
  },
  'case of 65 characters': {
    ...document('{ provinces { code } }'),
    only: ['gateway', 'catalogue'],
    headers: { 'delta-case': 'x'.repeat(65) },
    status: 400,
    code: 'CASE_REQUIRED',
  },
  'person without a case': { ...document('{ subject(id: "NP:abc") { id } }'), only: ARCHIVE, status: 400, code: 'CASE_REQUIRED' },
  'person by a resident’s number without a case': {
    ...document('{ subjects(match: { code: "330102195101019980" }) { totalCount } }'),
    only: ARCHIVE,
    status: 400,
    code: 'CASE_REQUIRED',
  },
  'token in the URL': {
    method: 'GET',
    search: '?query=%7B__typename%7D&access_token=x',
    headers: { authorization: undefined },
    status: 401,
    code: 'UNAUTHENTICATED',
  },
  'forged token': { ...document('{ __typename }'), headers: { authorization: 'Bearer a.b.c' }, status: 401, code: 'UNAUTHENTICATED' },
  'entities at the gateway': { ...representations([]), only: ['gateway'], status: 200, code: 'VALIDATION_FAILED' },
  'forged representation': {
    ...representations([{ __typename: 'Subject', id: "' or 1=1", name: 'x' }]),
    only: SUBGRAPH,
    status: 400,
    code: 'BAD_REPRESENTATION',
  },
  'representation of a person without a case': {
    ...document('query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id } } }', { r: [{ __typename: 'Subject', id: 'NP:abc' }] }),
    only: SUBGRAPH,
    status: 400,
    code: 'CASE_REQUIRED',
  },
  'representation of another type': { ...representations([{ __typename: 'Query' }]), only: SUBGRAPH, status: 400, code: 'BAD_REPRESENTATION' },
  '1,001 representations': {
    ...representations(Array.from({ length: 1_001 }, () => ({ __typename: 'Subject', id: '91350100M000100Y43' }))),
    only: SUBGRAPH,
    status: 400,
    code: 'COST_LIMIT',
  },
  'representations multiply': {
    ...document(
      'query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { archive { attributes { indicators { items { nodes { id } } } } } } } }',
      { r: Array.from({ length: 100 }, () => ({ __typename: 'Subject', id: '91350100M000100Y43' })) },
    ),
    only: ['archive'],
    status: 400,
    code: 'COST_LIMIT',
  },
  'the SDL without a token': {
    ...document('{ _service { sdl } }'),
    only: ['list'],
    headers: { authorization: undefined },
    status: 401,
    code: 'UNAUTHENTICATED',
  },
}
