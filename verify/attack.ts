import { highsSolver } from '../functions/adapters/integer-programme.ts'
import { attackReports } from '../functions/results/gate/attack-reports.ts'
import { given, readReport, readSealed, say } from './given.ts'

/** `npm run attack -- REPORT.json [...more] --sealed SEALED.json`: 0 when nobody can be given away, 1 when not, 2 when it cannot tell. */
const { reports, sealed } = given('attack -- REPORT.json [...more] --sealed SEALED.json')
const [documents, inputs] = [reports.map(readReport), readSealed(sealed)]
for (const { campaignId, city, cityName, scope, title } of documents) {
  if (campaignId === inputs.about.campaignId && city === inputs.about.city) continue
  say(
    scope.kind === 'city-in-network'
      ? `${title}, ${cityName}: this part has no tables of its own; attack the report on the network that it was cut from`
      : `${title}, ${cityName}: these are not the sealed inputs of this report`,
  )
  process.exit(2)
}
const attacked = await attackReports({ solve: highsSolver() }, documents, inputs)

for (const { title, part, outcome, people, reason } of attacked) {
  const what = part ? `${title}: ${part}` : title
  if (outcome === 'nobody') say(`nobody       ${what}`)
  else
    say(
      `${outcome === 'exposed' ? 'GIVEN AWAY  ' : 'in doubt    '} ${what}: ${people} people${reason ? ` (${reason})` : ''}`,
    )
}
const safe = attacked.every(({ outcome }) => outcome === 'nobody')
say(safe ? 'NOBODY can be given away by all of these releases together' : 'NOT SAFE')
process.exitCode = safe ? 0 : 1
