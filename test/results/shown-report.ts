import { CampaignId, CitySlug } from '../../shared/ids.ts'
import { ENGINE, FORMAT, FORMAT_VERSION, type QuestionReport, ReportDocument } from '../../shared/results/document.ts'
import { type EarlierWave, earlierWave } from '../../shared/results/finish/earlier-wave.ts'
import type { ReportInputs } from '../../shared/results/inputs.ts'
import { networkInputs } from '../../shared/results/network/network.ts'
import type { ReportQuestion } from '../../shared/results/questionnaire.ts'
import { type Prove, report } from '../../shared/results/report.ts'
import { POLICIES } from '../../shared/results/settings/policy.ts'
import { type Instant, instantOf } from '../../shared/units.ts'
import { campaignId, denver, question, surveyId } from './cast.ts'
import {
  asked,
  CARE,
  HELP,
  inputsFrom,
  MOVE,
  marginsOfTwo,
  type Person,
  peopleOf,
  SAFE,
  WORDS,
  weighable,
} from './people.ts'

/** Documents as councils read them, made by the engine from answers of people; whether the gate would have proven them is not asked. */
const documentOf = async (
  inputs: ReportInputs,
  over: Partial<ReportDocument>,
  waves: readonly EarlierWave[] = [],
  prove: Prove = async () => 'proven',
): Promise<ReportDocument> => {
  const { questions, ...made } = await report(inputs, prove, waves)
  const closedAt = over.closedAt ?? CLOSED
  return ReportDocument.parse({
    ...{ format: FORMAT, formatVersion: FORMAT_VERSION, release: 1, scope: { kind: 'city' } },
    ...{ campaignId, surveyId, surveyVersion: 1, city: denver, cityName: 'Denver', timeZone: 'America/Denver' },
    ...{ title: 'How we live in Denver', wave: 3, protection: inputs.level, policy: inputs.policy },
    ...{ launchedAt: instantOf(Date.parse(closedAt) - 19 * 86_400_000), closedAt, ...inputs.turnout, ...made },
    receipt: {
      ...{ engine: ENGINE, codeVersion: 'b6a61a4', inputs: HASH, cube: HASH, weights: HASH, earlier: [] },
      ...{ recount: { outcome: 'equal', at: closedAt }, computedAt: closedAt },
    },
    ...{ publishedAt: closedAt, seal: HASH },
    signature: { algorithm: 'Ed25519', key: 'a-key', value: 'c2lnbmVk' },
    questions: questions.map(quoted),
    ...over,
  })
}

const CLOSED = instantOf(Date.UTC(2026, 10, 20, 12))
const HASH = 'ab'.repeat(32)

const quoted = (one: QuestionReport): QuestionReport =>
  one.kind === 'text' ? { ...one, quotations: ['More benches, please.', 'The bus comes too seldom.'] } : one

const TITLES: Record<string, string> = {
  [SAFE]: 'How safe do you feel walking alone in your neighborhood after dark?',
  [MOVE]: 'How do you get around on most days?',
  [HELP]: 'Which of these would change most for you?',
  [CARE]: 'How many hours a week do you care for children or relatives without being paid?',
  [WORDS]: 'What should the council know that we did not ask?',
  [question('gender')]: 'What is your current gender?',
  [question('race')]: 'What is your race or ethnicity?',
  [question('ageBand')]: 'How old are you?',
  [question('neighbourhood')]: 'Which neighborhood do you live in?',
}
const LABELS: Record<string, string> = {
  ...{ foot: 'On foot', bus: 'By bus or light rail', car: 'By car', bike: 'By bicycle', other: 'In another way' },
  ...{
    light: 'Better street lights',
    paths: 'Safe paths to school',
    buses: 'Buses at night',
    shade: 'Trees and shade',
  },
  ...{ woman: 'Woman', man: 'Man', nonbinary: 'Nonbinary', 'prefer-not-to-say': 'Prefer not to say' },
  ...{ white: 'White', latin: 'Hispanic or Latino', black: 'Black or African American', asian: 'Asian' },
  ...{ native: 'American Indian or Alaska Native', north: 'North End', south: 'South Side', hill: 'Capitol Hill' },
  ...{ river: 'River North', mill: 'Mill Quarter' },
}
const wellAsked: ReportQuestion[] = asked.map((one) => ({
  ...one,
  title: TITLES[one.id] ?? one.title,
  ...('options' in one && { options: one.options.map(({ key }) => ({ key, label: LABELS[key] ?? key })) }),
  ...(one.kind === 'scale' && { low: 'Not safe at all', high: 'Completely safe' }),
  ...(one.kind === 'number' && { unit: 'hours' }),
}))

const ofPeople = (people: readonly Person[], over: Partial<ReportInputs> = {}) =>
  inputsFrom(people, { questionnaire: wellAsked, ...over })

const wave = async (n: number, people: readonly Person[], day: Instant, title: string, over: Partial<ReportInputs>) =>
  earlierWave(
    await documentOf(ofPeople(people, over), {
      campaignId: CampaignId.parse(`cmp_${String(n).repeat(26)}`),
      title,
      closedAt: day,
    }),
  )

/** Weighted, with two earlier waves; one question was asked in other words the first time. */
export const thirdWave = async (): Promise<ReportDocument> => {
  const margins = marginsOfTwo
  const otherwise = wellAsked.map((one) => (one.id === MOVE ? { ...one, contentHash: 'other words' } : one))
  const first = await wave(1, weighable(900, 5), instantOf(Date.UTC(2024, 10, 18, 12)), 'How we lived in 2024', {
    margins,
    questionnaire: otherwise,
  })
  const second = await wave(2, weighable(600, 2), instantOf(Date.UTC(2025, 10, 19, 12)), 'How we lived in 2025', {
    margins,
  })
  const inputs = ofPeople(weighable(700, 4), { margins, turnout: { invited: 1640, delivered: 1612 } })
  return documentOf(inputs, {}, [second, first])
}

/** So few that much is shown in quarters, merged or left out; of one question nothing could be proven. */
export const fewPeople = async (): Promise<ReportDocument> => {
  const people = peopleOf(90, 11).map((person) => {
    const answers = { ...person.answers, [MOVE]: person.cell.gender === 'man' ? 'car' : 'bus' }
    return { ...person, answers }
  })
  const questionnaire = wellAsked.filter(({ id }) => id !== question('neighbourhood'))
  // Of a "select all" question each option is asked of the gate by itself: chosen, not chosen, not answered.
  return documentOf(ofPeople(people, { questionnaire }), {}, [], async ({ answers }) =>
    answers <= 3 ? 'refused' : 'proven',
  )
}

/** Exact results; respondents were told so. */
export const openResults = async (): Promise<ReportDocument> =>
  documentOf(ofPeople(peopleOf(31, 3), { level: 'open', policy: POLICIES.open }), {})

/** Nothing but that fewer than twenty answered. */
export const tooFew = async (): Promise<ReportDocument> => documentOf(ofPeople(peopleOf(12, 3)), {})

/** Three cities together, each compared with the others. */
export const threeCities = async (): Promise<ReportDocument> => {
  const cities = [
    { city: CitySlug.parse('denver'), name: 'Denver', inputs: ofPeople(peopleOf(400, 21)) },
    { city: CitySlug.parse('fresno'), name: 'Fresno', inputs: ofPeople(peopleOf(300, 28)) },
    { city: CitySlug.parse('mobile'), name: 'Mobile', inputs: ofPeople(peopleOf(200, 35)) },
  ]
  const { inputs } = networkInputs(cities)
  const named = (inputs.cities ?? []).map(({ city, name }) => ({ city, name }))
  return documentOf(inputs, { scope: { kind: 'network', cities: named }, title: 'How we live in three cities' })
}
