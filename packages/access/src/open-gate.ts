import { join } from 'node:path'
import { shanghaiDay } from '@delta/model'
import { z } from 'zod'
import { agreementsIn } from './agreement.ts'
import { LOCAL_ISSUER } from './issue-token.ts'
import { fileKeySet, issuerKeySet } from './key-set.ts'
import { createVerifier } from './token.ts'
import { createGate, type Gate } from './viewer.ts'

const words = (text: string): string[] =>
  text
    .split(',')
    .map(word => word.trim())
    .filter(Boolean)

/** Settings of a service that admits callers. Without an issuer, tokens of the local one are taken, verified by `jwks.json` in DELTA_KEYS. */
export const accessSettings = {
  /** The folder with jwks.json. */
  DELTA_KEYS: z.string().min(1),
  /** The file of agreements, where not the schema's own. */
  DELTA_AGREEMENTS: z.string().min(1).optional(),
  /** Any OpenID Connect issuer, by the URL in its tokens' `iss`. */
  DELTA_OIDC_ISSUER: z
    .string()
    .regex(/^https?:\/\//, 'expected an http(s):// URL')
    .optional(),
  DELTA_OIDC_AUDIENCE: z.string().default('delta'),
  DELTA_OIDC_ROLE_CLAIM: z.string().default('role'),
  /** The `typ` of its access tokens: `at+jwt` (RFC 9068) or, where an issuer does not follow it, `JWT`. */
  DELTA_OIDC_TYPE: z.string().default('at+jwt'),
  DELTA_OIDC_ALGORITHMS: z.string().default('Ed25519,EdDSA,ES256,PS256,RS256').transform(words),
}

/** The values of `accessSettings`. */
export type AccessSettings = z.infer<z.ZodObject<typeof accessSettings>>

const OLDEST_TOKEN = 86_400

/** Opens the gate that the settings and the file of agreements describe; a changed file counts at once, also for streams under way. */
export function openGate(settings: AccessSettings, { schema, now }: { schema: string; now: () => Date }): Gate {
  const issuer = settings.DELTA_OIDC_ISSUER
  const rules = issuer
    ? {
        keys: issuerKeySet(issuer),
        issuer,
        audience: settings.DELTA_OIDC_AUDIENCE,
        algorithms: settings.DELTA_OIDC_ALGORITHMS,
        type: settings.DELTA_OIDC_TYPE,
        roleClaim: settings.DELTA_OIDC_ROLE_CLAIM,
      }
    : { keys: fileKeySet(join(settings.DELTA_KEYS, 'jwks.json'), now), ...LOCAL_ISSUER, roleClaim: 'role' }
  return createGate({
    verify: createVerifier({ ...rules, maxAge: OLDEST_TOKEN, now }),
    agreements: agreementsIn(settings.DELTA_AGREEMENTS ?? join(schema, 'agreements.json'), now),
    today: () => shanghaiDay(now()),
  })
}
