import { highsSolver } from '../functions/adapters/integer-programme.ts'
import { provingWithin } from '../functions/results/gate/prove-question.ts'
import { isVerified, verifyReport } from '../functions/results/gate/verify-report.ts'
import { instantOf } from '../shared/units.ts'
import { given, readKeys, readReport, readSealed, say } from './given.ts'

/** `npm run verify -- REPORT.json --sealed SEALED.json [--key KEYS.json]`: 0 when equal, 1 when not. */
const { reports, sealed, key } = given('verify -- REPORT.json --sealed SEALED.json [--key KEYS.json]')
const [file = ''] = reports
const needs = { now: () => instantOf(Date.now()), solve: highsSolver() }
const document = readReport(file)
const verified = await verifyReport(
  { prove: () => provingWithin(needs), keys: key ? readKeys(key) : undefined },
  document,
  readSealed(sealed),
)

say(`${document.title}, ${document.cityName}, release ${document.release}`)
say(`code that made it: ${document.receipt.codeVersion}`)
say(`seal of the document: ${verified.seal}`)
say(`signature: ${verified.signature}`)
say(`sealed inputs against the receipt: ${verified.inputs}`)
for (const path of verified.unequal.slice(0, 20)) say(`not equal: ${path}`)
if (verified.unequal.length > 20) say(`and ${verified.unequal.length - 20} more`)
say(isVerified(verified) ? 'EQUAL: this report is what its inputs give' : 'NOT EQUAL')
process.exitCode = isVerified(verified) ? 0 : 1
