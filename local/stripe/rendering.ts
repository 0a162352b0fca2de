import { invalid } from './fault.ts'
import { type Session, shown } from './objects/session.ts'
import { listing } from './route.ts'
import type { Store } from './store.ts'

/** An object as the API answers it. */
export function createRendering({ store, lineItems }: { store: Store; lineItems: (session: Session) => object }) {
  /** Takes the stand-in's own fields out and expands ids to objects. */
  function rendered(body: object, expand: string[]): object {
    const out: Record<string, unknown> = structuredClone(shown(body)) as Record<string, unknown>
    const lists = out.object === 'list' && Array.isArray(out.data)
    if (lists) {
      const inner = expand.map((path) => {
        if (!path.startsWith('data.')) throw invalid(`This property cannot be expanded (${path}).`, 'expand')
        return path.slice('data.'.length)
      })
      return { ...out, data: (body as { data: object[] }).data.map((one) => rendered(one, inner)) }
    }
    const heads = new Map<string, string[]>()
    for (const path of expand) {
      const [head = '', ...rest] = path.split('.')
      heads.set(head, [...(heads.get(head) ?? []), ...(rest.length ? [rest.join('.')] : [])])
    }
    for (const [head, rest] of heads) out[head] = expanded(body as Record<string, unknown>, head, rest)
    return out
  }

  function expanded(body: Record<string, unknown>, name: string, rest: string[]): unknown {
    if (name === 'line_items' && body.object === 'checkout.session')
      return rendered(lineItems(body as unknown as Session), rest)
    if (name === 'payments' && body.object === 'invoice')
      return rendered(
        listing('/v1/invoice_payments', store.list('invoice_payment', { invoice: String(body.id) })),
        rest,
      )
    const value = body[name]
    if (value === null || value === undefined) return value ?? null
    if (typeof value === 'object') return rendered(value, rest)
    const kind = kinds[name]
    const object = kind && typeof value === 'string' ? store.get(kind, value) : undefined
    if (!object) throw invalid(`This property cannot be expanded (${name}).`, 'expand')
    return rendered(object, rest)
  }

  return rendered
}

// What the object behind an id is, by the name of the field that holds it.
const kinds: Record<string, string> = {
  charge: 'charge',
  customer: 'customer',
  default_payment_method: 'payment_method',
  invoice: 'invoice',
  latest_charge: 'charge',
  latest_invoice: 'invoice',
  payment_intent: 'payment_intent',
  payment_method: 'payment_method',
  product: 'product',
  subscription: 'subscription',
}
