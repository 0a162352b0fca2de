import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  OAuthScope,
  PasskeyUserVerification,
  UserPool,
  UserPoolEmail,
} from 'aws-cdk-lib/aws-cognito'
import { Construct } from 'constructs'
import { acknowledge } from './house/acknowledge.ts'
import { NetworkStack } from './house/network-stack.ts'
import type { Mail } from './mail.ts'

/** The default OIDC issuer: invited people only, who sign in by passkey, by a code in the mail, or by a long password. */
export class StaffPool extends Construct {
  readonly issuer: string
  readonly clientId: string
  readonly userPoolId: string

  constructor(scope: Construct, id: string, { siteAddress, mail }: { siteAddress: string; mail: Mail }) {
    super(scope, id)
    const { environment, networkName, mailFrom, mailDomainVerified } = NetworkStack.of(this).settings
    const pool = new UserPool(this, 'Users', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      featurePlan: FeaturePlan.ESSENTIALS,
      // Codes by mail need SES, and Cognito takes an SES domain only once it has been verified.
      signInPolicy: { allowedFirstAuthFactors: { password: true, passkey: true, emailOtp: mailDomainVerified } },
      passkeyUserVerification: PasskeyUserVerification.REQUIRED,
      passwordPolicy: {
        minLength: 14,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(7),
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      ...(mailDomainVerified && {
        email: UserPoolEmail.withSES({
          fromEmail: mailFrom,
          fromName: networkName,
          sesVerifiedDomain: mail.domain,
          sesRegion: Aws.REGION,
        }),
      }),
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
    const client = pool.addClient('Site', {
      generateSecret: true,
      authFlows: { user: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${siteAddress}/sign-in/callback`],
        logoutUrls: [`${siteAddress}/`],
      },
      preventUserExistenceErrors: true,
    })
    pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `common-agenda-${environment}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    })
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    })
    acknowledge(pool, {
      'AwsSolutions-COG2':
        'Passkeys carry two factors in one; Cognito does not offer them beside a required second factor.',
      'AwsSolutions-COG8': 'The Plus tier guards open sign-up; here a handful of invited people sign in.',
    })
    this.issuer = `https://cognito-idp.${Stack.of(this).region}.amazonaws.com/${pool.userPoolId}`
    this.clientId = client.userPoolClientId
    this.userPoolId = pool.userPoolId
  }
}
