import type { Client } from './client.ts'
import { expanded, idOf, orNone } from './ids.ts'
import type { Payments } from './payments.ts'

/** What a payer does on the provider's own pages. */
export const customers = (
  stripe: Client,
): Pick<Payments, 'openPortal' | 'changeAddress' | 'forgetCustomer' | 'payersOf' | 'receipts'> => ({
  async openPortal({ customerId, returnUrl, language, only }) {
    const { url } = await (await stripe()).billingPortal.sessions.create({
      customer: customerId,
      return_url: returnUrl,
      locale: language,
      ...(only === 'card' && {
        flow_data: {
          type: 'payment_method_update',
          after_completion: { type: 'redirect', redirect: { return_url: returnUrl } },
        },
      }),
    })
    return { url }
  },

  async changeAddress(customerId, { email, key }) {
    await orNone((await stripe()).customers.update(customerId, { email }, { idempotencyKey: key }))
  },

  async forgetCustomer(customerId) {
    await orNone((await stripe()).customers.del(customerId))
  },

  async payersOf(paymentIds) {
    const api = await stripe()
    const payers = new Set<string>()
    for (const paymentId of paymentIds) {
      const paid = paymentId.startsWith('in_')
        ? await orNone(api.invoices.retrieve(paymentId))
        : await orNone(api.paymentIntents.retrieve(paymentId))
      const payer = idOf(paid?.customer)
      if (payer) payers.add(payer)
    }
    return [...payers]
  },

  async receipts(paymentIds) {
    const api = await stripe()
    const found = []
    for (const paymentId of paymentIds) {
      const url = paymentId.startsWith('in_')
        ? (await orNone(api.invoices.retrieve(paymentId)))?.hosted_invoice_url
        : expanded((await orNone(api.paymentIntents.retrieve(paymentId, { expand: ['latest_charge'] })))?.latest_charge)
            ?.receipt_url
      found.push({ paymentId, ...(url && { url }) })
    }
    return found
  },
})
