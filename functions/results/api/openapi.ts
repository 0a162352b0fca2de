import * as z from 'zod'
import { TOKEN_BEGINS } from '../../../shared/identity/api-key.ts'
import { PROBLEMS, Problem } from '../../../shared/problem.ts'
import * as document from '../../../shared/results/document.ts'
import { API, CityList, OPERATIONS, type Operation, ReportList, ReportListed } from './operations.ts'

/** OpenAPI 3.1, made from the schemas that answers are checked by. */
export const openApi = ({ publicUrl, networkName }: { publicUrl: string; networkName: string }) => ({
  openapi: '3.1.0',
  info: {
    title: `Protected survey results of ${networkName}`,
    version: '1',
    description:
      'What councils read of their city, for programs. Make an access key at /account/keys. Numbers are protected: small groups are merged, rounded or left out, each in a shape of its own.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: `${publicUrl}${API}` }],
  security: [{ accessKey: [] }],
  paths: Object.fromEntries(OPERATIONS.map((one) => [one.path, { get: described(one) }])),
  components: {
    securitySchemes: {
      accessKey: {
        type: 'http',
        scheme: 'bearer',
        description: `An access key, which begins with ${TOKEN_BEGINS}. It reads what its maker may read.`,
      },
    },
    schemas: schemas(),
  },
})

const described = ({ id, summary, open, path, params, query, answers }: Operation) => ({
  operationId: id,
  summary,
  ...(open && { security: [] }),
  parameters: [
    ...parametersOf(params, 'path'),
    ...(query ? parametersOf(query, 'query') : []),
    ...(open ? [] : [KNOWN]),
  ],
  responses: {
    200: {
      description: summary,
      headers: { ETag: { description: 'For If-None-Match.', schema: { type: 'string' } } },
      content: { 'application/json': { schema: schemaOf(answers) } },
    },
    304: { description: 'The same as the answer that If-None-Match names.' },
    ...Object.fromEntries(statusesOf({ open, path, query }).map((status) => [status, refusal(status)])),
  },
})

const KNOWN = {
  name: 'If-None-Match',
  in: 'header',
  description: 'The ETag of an answer that you have.',
  schema: { type: 'string' },
}

/** What an operation may refuse with: by what it asks for. */
const statusesOf = ({ open, path, query }: Pick<Operation, 'open' | 'path' | 'query'>): number[] => [
  ...(query ? [400] : []),
  ...(open ? [] : [401]),
  ...(path.includes('{city}') ? [403, 404] : []),
  ...(open ? [] : [429]),
  500,
]

const refusal = (status: number) => ({
  description: Object.values(PROBLEMS)
    .filter((problem) => problem.status === status)
    .map(({ title }) => title)
    .join(' '),
  ...(status === 429 && {
    headers: { 'Retry-After': { description: 'In seconds.', schema: { type: 'integer' } } },
  }),
  content: { 'application/problem+json': { schema: { $ref: refTo('Problem') } } },
})

const parametersOf = (schema: z.ZodObject, where: 'path' | 'query') => {
  const { properties = {} } = z.toJSONSchema(schema)
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, ...shape } = properties[name] as { description?: string }
    const required = !field.safeParse(undefined).success
    return { name, in: where, required, ...(description && { description }), schema: shape }
  })
}

/** Shapes with a name of their own; they refer to each other by it. */
const NAMED = {
  Problem,
  CityList,
  ReportList,
  ReportListed,
  Report: document.ReportDocument,
  Question: document.QuestionReport,
  Table: document.ReportTable,
  Comparison: document.Comparison,
  AnswerGroup: document.AnswerGroup,
  RowGroup: document.RowGroup,
  Quantity: document.Quantity,
  Share: document.Share,
  Weighting: document.Weighting,
  Headline: document.Headline,
} as const satisfies Record<string, z.ZodType>

const refTo = (name: string) => `#/components/schemas/${name}`

const schemaOf = (schema: z.ZodType) => {
  const name = Object.entries(NAMED).find(([, named]) => named === schema)?.[0]
  if (name) return { $ref: refTo(name) }
  return withoutAddress(z.toJSONSchema(schema))
}

const schemas = () => {
  const registry = z.registry<{ id: string }>()
  for (const [id, schema] of Object.entries(NAMED)) registry.add(schema, { id })
  const made = z.toJSONSchema(registry, { uri: refTo }).schemas
  return Object.fromEntries(Object.entries(made).map(([id, schema]) => [id, withoutAddress(schema)]))
}

/** Inside of the document a schema is found by its name. */
const withoutAddress = ({ $schema: _, $id: __, ...schema }: object & { $schema?: unknown; $id?: unknown }) => schema
