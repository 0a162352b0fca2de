/** Where the intrinsic functions of a template find their values. */
export type Scope = {
  /** `Ref`: a resource, a parameter or a pseudo parameter. Undefined: unknown. */
  ref(name: string): unknown
  attribute(logicalId: string, attribute: string): unknown
  condition(name: string): unknown
  mapping(map: string, first: string, second: string): unknown
}

/** A value of a template with its intrinsic functions resolved. Throws where one cannot be: never a silence. */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, scope)).filter((item) => item !== noValue)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [name, argument] = entries[0] ?? []
  if (name && entries.length === 1 && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'))) {
    const resolved = intrinsic(name, argument, scope)
    if (resolved === undefined) throw new Error(`cannot resolve ${JSON.stringify(value)}`)
    return resolved
  }
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolve(item, scope)] as const).filter(([, item]) => item !== noValue),
  )
}

const noValue = Symbol('AWS::NoValue')

function intrinsic(name: string, argument: unknown, scope: Scope): unknown {
  const list = () => {
    const items = resolve(argument, scope)
    if (!Array.isArray(items)) throw new Error(`cannot resolve ${name} of ${JSON.stringify(argument)}`)
    return items
  }
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue' ? noValue : scope.ref(String(argument))
    case 'Condition':
      return truth(resolve(scope.condition(String(argument)), scope))
    case 'Fn::GetAtt': {
      const [id, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.')
      return scope.attribute(id ?? '', path.join('.'))
    }
    case 'Fn::Join': {
      const [separator, parts] = list()
      return parts.map(text).join(separator)
    }
    case 'Fn::Sub':
      return substitute(argument, scope)
    case 'Fn::Select': {
      const [index, items] = list()
      return items[Number(index)]
    }
    case 'Fn::Split': {
      const [separator, whole] = list()
      return text(whole).split(separator)
    }
    case 'Fn::FindInMap': {
      const [map, first, second] = list()
      return scope.mapping(map, first, second)
    }
    case 'Fn::Base64':
      return Buffer.from(text(resolve(argument, scope))).toString('base64')
    case 'Fn::ToJsonString':
      return JSON.stringify(resolve(argument, scope))
    case 'Fn::If': {
      const [condition, yes, no] = argument as [string, unknown, unknown]
      const chosen = truth(resolve({ Condition: condition }, scope)) ? yes : no
      return isNoValue(chosen) ? noValue : resolve(chosen, scope)
    }
    case 'Fn::Equals': {
      const [left, right] = list()
      return left === right
    }
    case 'Fn::Not':
      return !truth(list()[0])
    case 'Fn::And':
      return list().every(truth)
    case 'Fn::Or':
      return list().some(truth)
    default:
      return undefined
  }
}

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}]
  return String(template).replace(/\$\{([^}]*)\}/g, (_, name: string) => {
    if (name.startsWith('!')) return `\${${name.slice(1)}}`
    if (Object.hasOwn(variables, name)) return text(resolve(variables[name], scope))
    const [id = '', ...path] = name.split('.')
    const value = path.length ? scope.attribute(id, path.join('.')) : scope.ref(id)
    if (value === undefined) throw new Error(`cannot resolve \${${name}} of an Fn::Sub`)
    return text(value)
  })
}

function text(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw new Error(`cannot put ${JSON.stringify(value)} into a text`)
}

const truth = (value: unknown) => value === true || value === 'true'
const isNoValue = (value: unknown) =>
  typeof value === 'object' && value !== null && 'Ref' in value && value.Ref === 'AWS::NoValue'
