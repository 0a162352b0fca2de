import type { DraftQuestion } from '../shared/surveys/draft.ts'
import type { Question } from '../shared/surveys/survey.ts'
import { chance, weighted } from './chance.ts'
import type { DemoMember } from './members.ts'

type Asked = Pick<DraftQuestion, 'title'> & {
  kind: Exclude<Question['kind'], 'demographic'>
} & Partial<DraftQuestion> & {
    /** What a member answers: option labels or points; undefined when the question is skipped. */
    answer: (member: DemoMember, seed: string) => string[] | undefined
  }

export type DemoSurvey = { title: string; introduction: string; questions: readonly Asked[] }

/** Older members are a little more satisfied, the Tenderloin a little less safe: so that the demo report has something to say. */
const leaning = (member: DemoMember): number =>
  ({ '18-24': -0.6, '25-34': -0.3, '35-44': 0, '45-54': 0.2, '55-64': 0.5, '65-74': 0.7, '75-and-over': 0.8 })[
    member.demographics.ageBand ?? ''
  ] ?? 0

const point = (seed: string, middle: number): string => {
  const spread = chance(`${seed} a`) + chance(`${seed} b`) + chance(`${seed} c`) - 1.5
  return String(Math.min(5, Math.max(1, Math.round(middle + 1.9 * spread))))
}

export const WELL_BEING: DemoSurvey = {
  title: "Women's well-being in our city (demo data)",
  introduction:
    'Demo survey. It takes about three minutes. Your answers help the Local Advisory Council to choose what the city works on first.',
  questions: [
    {
      kind: 'scale',
      title: 'All in all, how satisfied are you with your life these days?',
      low: 'not at all',
      high: 'completely',
      required: true,
      answer: (member, seed) => [point(`${seed} life`, 3.5 + leaning(member))],
    },
    {
      kind: 'single',
      title: 'How safe do you feel walking alone in your neighborhood after dark?',
      options: 'Very safe\nFairly safe\nA bit unsafe\nVery unsafe',
      required: true,
      answer: (member, seed) => [
        weighted(
          `${seed} safe`,
          member.demographics.neighbourhood === 'tenderloin'
            ? { 'Very safe': 1, 'Fairly safe': 2, 'A bit unsafe': 4, 'Very unsafe': 4 }
            : { 'Very safe': 3, 'Fairly safe': 5, 'A bit unsafe': 3, 'Very unsafe': 1 },
        ),
      ],
    },
    {
      kind: 'multiple',
      title: 'Which of these would change most for you?',
      help: 'Choose as many as you like.',
      options: 'Child care near home\nBetter paid work\nSafe streets\nHealth care that I can afford\nTime for myself',
      answer: (_member, seed) => {
        const chosen = WOULD_HELP.filter(([label, share]) => chance(`${seed} ${label}`) < share).map(([label]) => label)
        return chosen.length > 0 ? chosen : undefined
      },
    },
    {
      kind: 'number',
      title: 'How many minutes does your way to work or school take?',
      unit: 'minutes',
      least: '0',
      most: '240',
      bands: '15, 30, 45, 60',
      answer: (_member, seed) =>
        chance(`${seed} works`) < 0.12 ? undefined : [String(5 + Math.floor(chance(`${seed} way`) ** 1.5 * 75))],
    },
    {
      kind: 'text',
      title: 'What should the council know that we did not ask?',
      answer: (_member, seed) => (chance(`${seed} tells`) < 0.2 ? ['(demo text)'] : undefined),
    },
  ],
}

const WOULD_HELP = [
  ['Child care near home', 0.35],
  ['Better paid work', 0.52],
  ['Safe streets', 0.44],
  ['Health care that I can afford', 0.48],
  ['Time for myself', 0.38],
] as const

export const FIRST_STEPS: DemoSurvey = {
  title: 'What should our common agenda begin with?',
  introduction: 'Demo survey. One minute: two questions, and four about you that you may leave out.',
  questions: [
    {
      kind: 'single',
      title: 'Where should the network begin?',
      options: 'Housing\nSafety\nWork and pay\nHealth\nChild care',
      required: true,
      answer: (_member, seed) => [
        weighted(`${seed} begin`, { Housing: 5, Safety: 3, 'Work and pay': 4, Health: 3, 'Child care': 2 }),
      ],
    },
    {
      kind: 'scale',
      title: 'How ready are you to take part yourself?',
      low: 'not now',
      high: 'right away',
      answer: (_member, seed) => [point(`${seed} ready`, 3.2)],
    },
  ],
}
