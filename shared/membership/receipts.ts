import type { Payment } from './payments.ts'

/** Money that went through the provider has a page there; gifts and dues paid elsewhere have none. */
export const isReceipted = ({ paymentId, granted }: Payment): boolean => !granted && /^(in|pi)_/.test(paymentId)
