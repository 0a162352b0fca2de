import { Duration } from 'aws-cdk-lib'
import { Construct } from 'constructs'
import { CITIES } from '../shared/cities/city.ts'
import { HouseFunction } from './house/house-function.ts'
import type { NetworkTable } from './house/network-table.ts'
import { API_KEYS, API_USES, AUDIT, PUBLISHED, ROLES, SESSIONS } from './house/partitions.ts'
import type { Site } from './site.ts'

type AccessKeysProps = { table: NetworkTable; site: Site }

/** Keys by which programs read what councils and staff may read. */
export class AccessKeys extends Construct {
  constructor(scope: Construct, id: string, { table, site }: AccessKeysProps) {
    super(scope, id)

    const keys = new HouseFunction(this, 'Keys', { entry: 'http/keys.lambda.tsx', ...SIZE })
    table.grantReadOnly(keys, {
      get: [...SESSIONS, ...ROLES],
      list: [...API_KEYS, ...API_USES, CITIES],
    })
    table.grantWriteOnly(keys, { put: [...API_KEYS, ...AUDIT], update: [...SESSIONS, ...API_KEYS] })
    site.grantAddress(keys)
    site.answer(keys, ['ANY /account/keys', 'ANY /account/keys/{proxy+}'])

    const api = new HouseFunction(this, 'Api', { entry: 'http/api.lambda.tsx', ...SIZE })
    table.grantReadOnly(api, {
      get: [...API_KEYS, ...API_USES, ...ROLES, ...PUBLISHED],
      list: [...PUBLISHED, CITIES],
    })
    table.grantWriteOnly(api, { put: API_USES })
    site.grantAddress(api)
    site.answer(api, [ROUTE], { [ROUTE]: { rateLimit: 50, burstLimit: 100 } })
  }
}

/** A program that asks without end leaves people their share. */
const ROUTE = 'ANY /api/{proxy+}'

const SIZE = { memorySize: 1024, timeout: Duration.seconds(10) }
