import { CampaignId, CitySlug, QuestionId, SurveyId } from '../../shared/ids.ts'
import { type Cell, cellKey } from '../../shared/results/counting/cell.ts'
import { type Adds, contributionOf } from '../../shared/results/counting/contribution.ts'
import { addToCube, type Cube } from '../../shared/results/counting/tally.ts'
import { cubeRows, type ReportInputs, type Turnout } from '../../shared/results/inputs.ts'
import { type Questionnaire, ReportQuestion } from '../../shared/results/questionnaire.ts'
import { policyOf } from '../../shared/results/settings/policy.ts'
import { type Answers, Response, ResponseId } from '../../shared/surveys/response.ts'
import { instantOf, PlainDate } from '../../shared/units.ts'
import type { ProtectionLevel } from '../../shared/words.ts'
import { ulidOf } from '../ids.ts'

export const NOON = instantOf(Date.UTC(2026, 10, 23, 12))
export const atNoon = () => NOON

export const campaignId = CampaignId.parse(`cmp_${ulidOf('spring')}`)
export const surveyId = SurveyId.parse(`svy_${ulidOf('spring')}`)
export const denver = CitySlug.parse('denver')
export const question = (name: string) => QuestionId.parse(`qst_${ulidOf(name)}`)
export const responseId = (n: number) => ResponseId.parse(String(n).padStart(26, '0'))

export const TRUST = question('trust')
export const HOME = question('home')
export const NEEDS = question('needs')
export const HOURS = question('hours')
export const WORDS = question('words')
export const GENDER = question('gender')

export const CARE_BANDS = [0, 10, 20]

const options = (...labels: string[]) => labels.map((label) => ({ key: label.toLowerCase(), label }))

export const questionnaire = [
  {
    id: TRUST,
    kind: 'scale',
    title: 'How much do you trust your neighbours?',
    low: 'Not at all',
    high: 'Fully',
    required: true,
  },
  {
    id: HOME,
    kind: 'single',
    title: 'Where do you live?',
    options: options('Rent', 'Own', 'Kin', 'Shelter'),
    required: false,
  },
  {
    id: NEEDS,
    kind: 'multiple',
    title: 'What do you need?',
    options: options('Work', 'Care', 'Transit'),
    required: false,
  },
  { id: HOURS, kind: 'number', title: 'Hours of unpaid care a week?', bands: CARE_BANDS, required: false },
  { id: WORDS, kind: 'text', title: 'Anything else?', required: false },
  {
    id: GENDER,
    kind: 'demographic',
    dimension: 'gender',
    title: 'What is your current gender?',
    options: [
      { key: 'woman', label: 'Female' },
      { key: 'man', label: 'Male' },
      { key: 'nonbinary', label: 'Nonbinary' },
      { key: 'prefer-not-to-say', label: 'Prefer not to say' },
    ],
    required: false,
  },
] as const satisfies readonly (Questionnaire[number] & { required: boolean })[]

export const hashed = (asked: Questionnaire): ReportQuestion[] =>
  asked.map((question) => ReportQuestion.parse({ ...question, contentHash: `hash of ${question.id}` }))

export const aResponse = (n: number, answers: Answers, cell: Cell = {}, over: Partial<Response> = {}): Response =>
  Response.parse({
    campaignId,
    partition: n % 4,
    responseId: responseId(n),
    answers,
    cell,
    version: 1,
    counted: 0,
    answeredOn: PlainDate.parse('2026-11-20'),
    ...over,
  })

export const inputsOf = (
  cube: Cube,
  asked: ReportQuestion[],
  level: ProtectionLevel = 'standard',
  turnout: Turnout = { invited: 1000 },
): ReportInputs => ({
  questionnaire: asked,
  cube: cubeRows(cube),
  level,
  policy: policyOf(level),
  turnout,
  earlier: [],
})

/** The cube that these people would make, each of `times` in one cell with the same answers. */
export const cubeOfPeople = (people: readonly { times: number; cell?: Cell; answers: Answers }[]): Cube => {
  const cube = new Map<string, Adds>()
  for (const { times, cell = {}, answers } of people)
    for (let i = 0; i < times; i++)
      addToCube(cube, cellKey(cell), contributionOf({ answers, cell }, questionnaire).adds)
  return cube
}
