import type { Language } from '../identity/person.ts'
import type { QuestionId } from '../ids.ts'
import { type Dimension, PREFER_NOT } from '../words.ts'
import type { DemographicQuestion, Option } from './survey.ts'

type Wording = Record<Language, string>

export type BankQuestion = {
  title: Wording
  help: Wording
  /** In the order they are shown. Keys are stored and counted for years: a key never changes its meaning. */
  options: readonly { key: string; label: Wording }[]
}

export const ELSEWHERE = 'elsewhere'

const preferNot = { key: PREFER_NOT, label: { en: 'Prefer not to say', es: 'Prefiero no decirlo' } }

/**
 * The demographic questions every network asks in the same words, so that groups can be compared between surveys,
 * cities and with the census. Each takes one answer, because a response falls into exactly one group.
 *
 * race: the seven categories of the US Office of Management and Budget, Statistical Policy Directive No. 15 (March
 *   2024), race and ethnicity in one question. The directive lets a person mark several; here those choose
 *   "More than one of these" and are one group.
 * gender: National Academies of Sciences, Engineering, and Medicine, "Measuring Sex, Gender Identity, and Sexual
 *   Orientation" (2022), current gender, with "Nonbinary" offered by name instead of only "I use a different term".
 * ageBand: the ten-year bands of the American Community Survey (US Census Bureau, table S0101 regrouped), open at 75.
 * neighbourhood: the city's own list.
 */
export const BANK = {
  race: {
    title: { en: 'What is your race or ethnicity?', es: '¿Cuál es su raza u origen étnico?' },
    help: {
      en: 'If several describe you, choose “More than one of these”.',
      es: 'Si varias lo describen, elija “Más de una de estas”.',
    },
    options: [
      {
        key: 'american-indian-alaska-native',
        label: { en: 'American Indian or Alaska Native', es: 'Indígena de las Américas o nativa de Alaska' },
      },
      { key: 'asian', label: { en: 'Asian', es: 'Asiática' } },
      { key: 'black', label: { en: 'Black or African American', es: 'Negra o afroamericana' } },
      { key: 'hispanic-latino', label: { en: 'Hispanic or Latino', es: 'Hispana o latina' } },
      {
        key: 'middle-eastern-north-african',
        label: { en: 'Middle Eastern or North African', es: 'De Medio Oriente o África del Norte' },
      },
      {
        key: 'native-hawaiian-pacific-islander',
        label: { en: 'Native Hawaiian or Pacific Islander', es: 'Nativa de Hawái o de las islas del Pacífico' },
      },
      { key: 'white', label: { en: 'White', es: 'Blanca' } },
      { key: 'more-than-one', label: { en: 'More than one of these', es: 'Más de una de estas' } },
      { key: 'another', label: { en: 'Another', es: 'Otra' } },
      preferNot,
    ],
  },
  gender: {
    title: { en: 'What is your current gender?', es: '¿Cuál es su género actual?' },
    help: { en: 'Choose the one that fits best.', es: 'Elija la opción que mejor lo describa.' },
    options: [
      { key: 'woman', label: { en: 'Female', es: 'Femenino' } },
      { key: 'man', label: { en: 'Male', es: 'Masculino' } },
      { key: 'transgender', label: { en: 'Transgender', es: 'Transgénero' } },
      { key: 'nonbinary', label: { en: 'Nonbinary', es: 'No binario' } },
      { key: 'two-spirit', label: { en: 'Two-Spirit', es: 'Dos espíritus' } },
      { key: 'another', label: { en: 'I use a different term', es: 'Uso otro término' } },
      preferNot,
    ],
  },
  ageBand: {
    title: { en: 'How old are you?', es: '¿Qué edad tiene?' },
    help: { en: '', es: '' },
    options: [
      { key: 'under-18', label: { en: 'Under 18', es: 'Menos de 18' } },
      ...['18-24', '25-34', '35-44', '45-54', '55-64', '65-74'].map((band) => {
        const [from, to] = band.split('-')
        return { key: band, label: { en: `${from} to ${to}`, es: `De ${from} a ${to}` } }
      }),
      { key: '75-and-over', label: { en: '75 or older', es: '75 o más' } },
      preferNot,
    ],
  },
  neighbourhood: {
    title: { en: 'Which neighborhood do you live in?', es: '¿En qué barrio vive?' },
    help: { en: '', es: '' },
    options: [{ key: ELSEWHERE, label: { en: 'Somewhere else', es: 'En otro lugar' } }, preferNot],
  },
} satisfies Record<Dimension, BankQuestion>

export const DIMENSIONS = Object.keys(BANK) as Dimension[]

/** The options of a bank question as a respondent of this city reads them; without a city only the bank's own. */
export const bankOptions = (
  dimension: Dimension,
  language: Language,
  city?: { neighbourhoods: readonly string[] },
): readonly Option[] => {
  const own = BANK[dimension].options.map((option) => ({ key: option.key, label: option.label[language] }))
  return dimension === 'neighbourhood' ? [...neighbourhoodOptions(city?.neighbourhoods ?? []), ...own] : own
}

export const questionFromBank = (dimension: Dimension, id: QuestionId): DemographicQuestion => ({
  kind: 'demographic',
  dimension,
  id,
  title: BANK[dimension].title.en,
  ...(BANK[dimension].help.en && { help: BANK[dimension].help.en }),
  required: false,
  options: [...bankOptions(dimension, 'en')],
})

/** A neighbourhood's key comes from its name; two names that give the same key are told apart by a number. */
export const neighbourhoodOptions = (names: readonly string[]): Option[] => {
  const taken = new Set<string>([ELSEWHERE, PREFER_NOT])
  return names.map((name) => ({ key: freeKey(name, taken), label: name }))
}

/** A key made of the label's own words that is not in `taken`; adds it there. */
export const freeKey = (label: string, taken: Set<string>): string => {
  const words = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '')
  const stem = words || 'option'
  let key = stem
  for (let n = 2; taken.has(key); n++) key = `${stem}-${n}`
  taken.add(key)
  return key
}
