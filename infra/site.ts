import { SiteEnvironment } from '../shared/environment.ts'
import { configure } from './house/environment.ts'
import type { HouseFunction } from './house/house-function.ts'
import { HttpDoor } from './house/http-door.ts'
import { NetworkStack } from './house/network-stack.ts'

/** The site: one door for five audiences, and the address by which links find it. */
export class Site extends HttpDoor {
  get address() {
    return NetworkStack.of(this).settings.publicUrl ?? this.endpoint
  }

  grantAddress(fn: HouseFunction) {
    const { networkName, postalAddress } = NetworkStack.of(this).settings
    configure(fn, SiteEnvironment, {
      PUBLIC_URL: this.address,
      NETWORK_NAME: networkName,
      POSTAL_ADDRESS: postalAddress,
    })
  }
}
