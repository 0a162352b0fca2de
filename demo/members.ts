import { Mailbox, PersonName } from '../shared/identity/person.ts'
import type { CitySlug } from '../shared/ids.ts'
import type { Demographics } from '../shared/membership/member.ts'
import { neighbourhoodOptions } from '../shared/surveys/bank.ts'
import { Cents } from '../shared/units.ts'
import { chance, pick, weighted } from './chance.ts'

const FIRST =
  'Aisha Alma Amara Ana Andre Beatriz Carmen Celia Chidi Clara Dalia Daniel Deborah Elena Esther Farah Fatima Gloria Grace Hana Imani Ines Jasmine Joy Julia Kenji Keisha Laila Lan Lucia Malik Marisol Mei Miriam Mona Naomi Nia Noor Olga Paloma Priya Rosa Ruth Salma Samir Sofia Tamika Teresa Thuy Ursula Valeria Wanda Ximena Yara Yolanda Zora'.split(
    ' ',
  )
const LAST =
  'Abara Alvarez Baker Banerjee Bautista Brooks Castillo Chen Cohen Cruz Davis Diaz Diallo Edwards Escobar Flores Foster Garcia Gomez Green Haddad Harris Hernandez Huang Ibrahim Jackson James Johnson Kaplan Kim Lee Lopez Martin Mbeki Mendoza Morales Nguyen Novak Okafor Ortiz Park Patel Perez Ramirez Reyes Robinson Ruiz Santos Sato Silva Tran Turner Vargas Walker Williams Wong Yamada Young'.split(
    ' ',
  )

/** Rounded shares that look like a city; not a statistic of any real one. */
const RACE = {
  'hispanic-latino': 24,
  black: 20,
  asian: 18,
  white: 27,
  'more-than-one': 6,
  'middle-eastern-north-african': 2,
  'american-indian-alaska-native': 1,
  'prefer-not-to-say': 2,
}
const GENDER = { woman: 71, man: 22, nonbinary: 4, transgender: 1, 'prefer-not-to-say': 2 }
const AGE = { '18-24': 8, '25-34': 22, '35-44': 24, '45-54': 18, '55-64': 14, '65-74': 10, '75-and-over': 4 }

export type DemoMember = {
  name: PersonName
  email: Mailbox
  city: CitySlug
  language: 'en' | 'es'
  demographics: Demographics
  cents: Cents
  /** How many days before the demo begins the member joined. */
  joinedDaysAgo: number
}

export const demoMembers = (city: {
  slug: CitySlug
  neighbourhoods: readonly string[]
  members: number
}): DemoMember[] => Array.from({ length: city.members }, (_, index) => demoMember(city, index))

const demoMember = (city: { slug: CitySlug; neighbourhoods: readonly string[] }, index: number): DemoMember => {
  const seed = `${city.slug} ${index}`
  const first = pick(`${seed} first`, FIRST)
  const last = pick(`${seed} last`, LAST)
  const race = weighted(`${seed} race`, RACE)
  return {
    name: PersonName.parse(`${first} ${last}`),
    // The number makes the address unique; example.org belongs to nobody.
    email: Mailbox.parse(`${first}.${last}.${index + 1}.${city.slug}@example.org`.toLowerCase()),
    city: city.slug,
    language: race === 'hispanic-latino' && chance(`${seed} language`) < 0.5 ? 'es' : 'en',
    demographics: {
      race,
      gender: weighted(`${seed} gender`, GENDER),
      ageBand: weighted(`${seed} age`, AGE),
      neighbourhood: pick(`${seed} neighbourhood`, neighbourhoodOptions(city.neighbourhoods)).key,
    },
    cents: Cents.parse(pick(`${seed} dues`, [1200, 1200, 1200, 1500, 2000, 2500, 2500, 4000, 6000])),
    joinedDaysAgo: 45 + Math.floor(chance(`${seed} joined`) * 250),
  }
}
