/** The limit that a drill-down is measured against: one prepared statement that answers JSON text, over node:http. No GraphQL, no access rules, no names. */
import { createServer } from 'node:http'
import pg from 'pg'

const [url, port, domain] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 4 })
const text = `
  select json_build_object('domain', $1::text, 'provinces', (
    select json_agg(json_build_object('province', p.code, 'total', (select sum(effective + repaired + ended) from list_rollup where domain = $1 and province = p.code), 'units', (
      select json_agg(json_build_object('unit', u.unit, 'effective', u.effective, 'repaired', u.repaired, 'ended', u.ended, 'entries', (
        select json_agg(json_build_object('id', e.record_id, 'status', e.status, 'subject', json_build_object('id', e.subject_id, 'name', e.subject_name))) from (
          select * from list_entry e where e.domain = $1 and e.unit = u.unit and e.province = u.province order by e.record_id limit 10) e)))
      from list_rollup u where u.domain = $1 and u.province = p.code)))
    from unnest('{310000,320000,330000,340000}'::text[]) p(code)))::text as answer`

createServer((request, response) => {
  request.resume()
  pool.query<{ answer: string }>({ name: 'drill', text, values: [domain] }).then(
    ({ rows }) => response.writeHead(200, { 'content-type': 'application/json' }).end(rows[0]!.answer),
    () => response.writeHead(500).end(),
  )
}).listen(Number(port), '127.0.0.1', () => console.log('listening'))
