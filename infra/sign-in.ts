import { Construct } from 'constructs'
import { SignInEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import type { HouseFunction } from './house/house-function.ts'
import { NetworkStack } from './house/network-stack.ts'
import { SecretParameter } from './house/secret-parameter.ts'
import type { Mail } from './mail.ts'
import type { Site } from './site.ts'
import { StaffPool } from './staff-pool.ts'

/** Who signs staff and council members in: the organization's own OIDC issuer, or a Cognito user pool of this network. */
export class SignIn extends Construct {
  readonly clientSecret = new SecretParameter(this, 'ClientSecret', 'oidc-client-secret')
  readonly pool: StaffPool | undefined
  private readonly issuer: { url: string; clientId: string }

  constructor(scope: Construct, id: string, { site, mail }: { site: Site; mail: Mail }) {
    super(scope, id)
    const { oidcIssuer, oidcClientId } = NetworkStack.of(this).settings
    if (oidcIssuer) {
      this.issuer = { url: oidcIssuer, clientId: oidcClientId }
    } else {
      this.pool = new StaffPool(this, 'Pool', { siteAddress: site.address, mail })
      this.issuer = { url: this.pool.issuer, clientId: this.pool.clientId }
    }
  }

  grantSignIn(fn: HouseFunction) {
    configure(fn, SignInEnvironment, {
      OIDC_ISSUER: this.issuer.url,
      OIDC_CLIENT_ID: this.issuer.clientId,
      OIDC_CLIENT_SECRET_PARAMETER: this.clientSecret.parameterName,
      FIRST_STAFF_EMAIL: NetworkStack.of(this).settings.firstStaffEmail,
    })
    this.clientSecret.grantRead(fn)
  }
}
