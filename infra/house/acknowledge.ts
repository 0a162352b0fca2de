import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Exceptions from cdk-nag for a construct and all that is in it: finding → the reason why it is right here. */
export function acknowledge(construct: IConstruct, reasons: Record<string, string>) {
  for (const [id, reason] of Object.entries(reasons)) Validations.of(construct).acknowledge({ id, reason })
}
