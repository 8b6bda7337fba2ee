/** The peer: PostGraphile over the same read model, told of the one relation that the drill needs. */
import { createServer } from 'node:http'
import pg from 'pg'
import { postgraphile } from 'postgraphile'
import { makePgService } from 'postgraphile/adaptors/pg'
import { grafserv } from 'postgraphile/grafserv/node'
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber'
import { jsonPgSmartTags } from 'postgraphile/utils'

const [connectionString, port] = process.argv.slice(2)
const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  plugins: [
    jsonPgSmartTags({
      version: 1,
      config: { class: { list_entry: { tags: { foreignKey: ['(domain, province, unit) references list_rollup (domain, province, unit)'] } } } },
    }),
  ],
  pgServices: [makePgService({ schemas: ['public'], pubsub: false, pool: new pg.Pool({ connectionString, max: 4 }) })],
  grafserv: { graphqlPath: '/graphql', graphiql: false },
})
const server = createServer()
await instance.createServ(grafserv).addTo(server)
await instance.getSchema()
server.listen(Number(port), '127.0.0.1', () => console.log('listening'))
