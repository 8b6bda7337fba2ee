import { type Agreement, PURPOSES, type Viewer } from '@delta/access'
import type { GraphBuilder, TermRef } from '@delta/graph'
import type { Catalogue, Domain } from '@delta/model'

/** The agreements that a viewer may read: all for the operator, for anybody else the one that the call is made under. */
export const agreementsFor = ({ agreement, principal }: Viewer, all: readonly Agreement[]): readonly Agreement[] =>
  principal.role.kind === 'operator' ? all : [agreement]

/** Adds Agreement: who may see what, for what, and how long. */
export function addAgreement(
  builder: GraphBuilder,
  catalogue: Catalogue,
  { province, domain, product }: { province: TermRef; domain: TermRef<Domain>; product: ReturnType<typeof addProduct> },
) {
  return builder.objectRef<Agreement>('Agreement').implement({
    description: 'What one kind of partner may see, for what, and how long.',
    fields: t => ({
      id: t.exposeID('id'),
      role: t.exposeString('role', { description: 'A role as tokens write it, or a kind of role: partner:*.' }),
      products: t.field({ type: [product], resolve: one => one.products }),
      domains: t.field({
        type: [domain],
        nullable: true,
        description: 'Null stands for all.',
        resolve: one => (one.domains === '*' ? null : one.domains.flatMap(code => catalogue.domain(code) ?? [])),
      }),
      provinces: t.field({ type: [province], resolve: one => one.provinces.flatMap(code => catalogue.province(code) ?? []) }),
      purposes: t.stringList({ description: `Of ${PURPOSES.join(', ')}.`, resolve: one => one.purposes }),
      personFields: t.exposeString('personFields', { description: 'masked, or clear for a person that is looked at with evidence.' }),
      subjects: t.exposeString('subjects', { description: 'all, or own: only the subject that the role names.' }),
      validFrom: t.field({ type: 'Date', resolve: one => one.validFrom }),
      validTo: t.field({ type: 'Date', nullable: true, description: 'Last day in force.', resolve: one => one.validTo }),
    }),
  })
}

/** Adds the enum of the three products. */
export const addProduct = (builder: GraphBuilder) => builder.enumType('Product', { values: ['ARCHIVE', 'RELATIONSHIP', 'LIST'] as const })
