import type { Client } from './client.ts'
import { expanded, orNone } from './ids.ts'
import type { Payments } from './payments.ts'

/** What a payer does on the provider's own pages. */
export const customers = (stripe: Client): Pick<Payments, 'openPortal' | 'forgetCustomer' | 'receipts'> => ({
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

  async forgetCustomer(customerId) {
    await orNone((await stripe()).customers.del(customerId))
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
