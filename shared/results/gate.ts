import type { Prove } from './report.ts'

/** No attack is tried: reports say that they rest on the thresholds alone. */
export const noGate: Prove = async () => 'not-attempted'
