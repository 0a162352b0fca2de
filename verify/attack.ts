import { highsSolver } from '../functions/adapters/integer-programme.ts'
import { attackReports } from '../functions/results/attack-reports.ts'
import { given, readReport, readSealed, say } from './given.ts'

/** `npm run attack -- REPORT.json [...more] --sealed SEALED.json`: 0 when nobody can be given away, 1 when not. */
const { reports, sealed } = given('attack -- REPORT.json [...more] --sealed SEALED.json')
const attacked = await attackReports({ solve: highsSolver() }, reports.map(readReport), readSealed(sealed))

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
