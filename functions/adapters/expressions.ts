/** What must hold of the item as it is now. All lines must hold. */
export type Condition = {
  exists?: boolean
  equals?: Record<string, unknown>
  differs?: Record<string, unknown>
  oneOf?: Record<string, readonly unknown[]>
  atMost?: Record<string, number | string>
  atLeast?: Record<string, number | string>
  missing?: readonly string[]
}

type Compiled = {
  ConditionExpression?: string
  ExpressionAttributeNames?: Record<string, string>
  ExpressionAttributeValues?: Record<string, unknown>
}

export const compileCondition = (condition: Condition | undefined): Compiled => {
  if (!condition) return {}
  const words = new Placeholders()
  const clauses: string[] = []
  if (condition.exists !== undefined)
    clauses.push(condition.exists ? 'attribute_exists(pk)' : 'attribute_not_exists(pk)')
  for (const [name, value] of Object.entries(condition.equals ?? {}))
    clauses.push(`${words.name(name)} = ${words.value(value)}`)
  for (const [name, value] of Object.entries(condition.differs ?? {}))
    clauses.push(`${words.name(name)} <> ${words.value(value)}`)
  for (const [name, values] of Object.entries(condition.oneOf ?? {}))
    clauses.push(`${words.name(name)} in (${values.map((value) => words.value(value)).join(', ')})`)
  for (const [name, value] of Object.entries(condition.atMost ?? {}))
    clauses.push(`${words.name(name)} <= ${words.value(value)}`)
  for (const [name, value] of Object.entries(condition.atLeast ?? {}))
    clauses.push(`${words.name(name)} >= ${words.value(value)}`)
  for (const name of condition.missing ?? []) clauses.push(`attribute_not_exists(${words.name(name)})`)
  return { ConditionExpression: clauses.join(' and '), ...words.compiled() }
}

export const compileUpdate = (
  change: { set?: Record<string, unknown>; add?: Record<string, number>; remove?: readonly string[] },
  condition: Compiled,
) => {
  const words = new Placeholders('u')
  const defined = Object.entries(change.set ?? {}).filter(([, value]) => value !== undefined)
  const sets = defined.map(([name, value]) => `${words.name(name)} = ${words.value(value)}`)
  const adds = Object.entries(change.add ?? {}).map(([name, value]) => `${words.name(name)} ${words.value(value)}`)
  const removes = (change.remove ?? []).map((name) => words.name(name))
  const compiled = words.compiled()
  return {
    ...condition,
    UpdateExpression: [
      sets.length > 0 && `set ${sets.join(', ')}`,
      adds.length > 0 && `add ${adds.join(', ')}`,
      removes.length > 0 && `remove ${removes.join(', ')}`,
    ]
      .filter(Boolean)
      .join(' '),
    ...merged('ExpressionAttributeNames', compiled, condition),
    ...merged('ExpressionAttributeValues', compiled, condition),
  }
}

const merged = (
  field: 'ExpressionAttributeNames' | 'ExpressionAttributeValues',
  update: Compiled,
  condition: Compiled,
) => (update[field] || condition[field] ? { [field]: { ...condition[field], ...update[field] } } : {})

/** DynamoDB's reserved words make a placeholder for every name the only safe way. */
class Placeholders {
  readonly #prefix: string
  readonly #names = new Map<string, string>()
  readonly #values: unknown[] = []

  constructor(prefix = 'c') {
    this.#prefix = prefix
  }

  name(attribute: string): string {
    const known = this.#names.get(attribute)
    if (known) return known
    const placeholder = `#${this.#prefix}${this.#names.size}`
    this.#names.set(attribute, placeholder)
    return placeholder
  }

  value(value: unknown): string {
    return `:${this.#prefix}${this.#values.push(value) - 1}`
  }

  compiled(): Compiled {
    return {
      ...(this.#names.size > 0 && {
        ExpressionAttributeNames: Object.fromEntries([...this.#names].map(([name, word]) => [word, name])),
      }),
      ...(this.#values.length > 0 && {
        ExpressionAttributeValues: Object.fromEntries(
          this.#values.map((value, index) => [`:${this.#prefix}${index}`, value]),
        ),
      }),
    }
  }
}
