import { ApolloClient, ApolloLink, CombinedGraphQLErrors, gql, HttpLink, InMemoryCache } from '@apollo/client/core'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { print } from 'graphql'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import { Observable } from 'rxjs'
import { WebSocket } from 'ws'

/** What a subscriber asks for: what comes after a cursor, at most so many changes. */
export interface Run {
  readonly after: string
  readonly most: number
}

/** What it got: cursor and hash of each change, and the code with which it was refused. */
export interface Got {
  readonly changes: readonly (readonly [string, string])[]
  readonly code: string | null
}

const CHANGES = gql`
  subscription ($after: ID) {
    listChanges(after: $after) {
      kind
      cursor
      hash
      entry {
        id
        subject {
          id
        }
      }
    }
  }
`

interface Changes {
  readonly listChanges: { readonly kind: string; readonly cursor: string; readonly hash: string }
}

/** Apollo Client's links to the gateway, as its documentation says to make them; `close` ends what they opened. */
export function links(url: string, headers: Record<string, string>): Record<'WebSocket' | 'SSE' | 'HTTP', { link: ApolloLink; close(): void }> {
  const socket = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: headers })
  const stream = createSseClient({ url, headers, retryAttempts: 0 })
  return {
    WebSocket: { link: new GraphQLWsLink(socket), close: () => void socket.dispose() },
    SSE: {
      link: new ApolloLink(
        ({ query, variables, operationName }) =>
          new Observable(sink => stream.subscribe({ query: print(query), variables, ...(operationName ? { operationName } : {}) }, sink as never)),
      ),
      close: () => stream.dispose(),
    },
    HTTP: { link: new HttpLink({ uri: url, headers }), close: () => undefined },
  }
}

/** A client over a link. */
export const apolloOver = (link: ApolloLink): ApolloClient => new ApolloClient({ link, cache: new InMemoryCache() })

/** Subscribes by Apollo Client. */
export const subscribeBy = (client: ApolloClient, { after, most }: Run): Promise<Got> =>
  new Promise((resolve, reject) => {
    const changes: [string, string][] = []
    const done = (code: string | null): void => {
      subscription.unsubscribe()
      resolve({ changes, code })
    }
    const subscription = client.subscribe<Changes>({ query: CHANGES, variables: { after }, fetchPolicy: 'no-cache' }).subscribe({
      next: ({ data, error }) => {
        if (CombinedGraphQLErrors.is(error)) return done(String(error.errors[0]?.extensions?.['code']))
        if (error) return reject(error)
        const { kind, cursor, hash } = data!.listChanges
        if (kind === 'CHANGE') changes.push([cursor, hash])
        if (changes.length === most) done(null)
      },
      error: reject,
    })
  })
