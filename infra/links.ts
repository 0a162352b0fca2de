import { Construct } from 'constructs'
import { LinkEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import type { HouseFunction } from './house/house-function.ts'
import { SecretParameter } from './house/secret-parameter.ts'

/** The keys that sign the links in mails. */
export class Links extends Construct {
  readonly keys = new SecretParameter(this, 'Keys', 'link-keys')

  grantSign(fn: HouseFunction) {
    configure(fn, LinkEnvironment, { LINK_KEYS_PARAMETER: this.keys.parameterName })
    this.keys.grantRead(fn)
  }
}
