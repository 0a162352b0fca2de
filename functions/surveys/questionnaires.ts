import { City, cityKey } from '../../shared/cities/city.ts'
import type { CitySlug, SurveyId } from '../../shared/ids.ts'
import { Survey, surveyKey } from '../../shared/surveys/survey.ts'
import type { Clock } from '../../shared/units.ts'
import type { Table } from '../adapters/table.ts'

/** What every answer needs and hardly ever changes, kept in the warm function. */
export type Questionnaires = {
  survey(surveyId: SurveyId, version: number): Promise<Survey | undefined>
  city(slug: CitySlug): Promise<City | undefined>
}

export const createQuestionnaires = (table: Pick<Table, 'get'>, now: Clock): Questionnaires => {
  const surveys = new Map<string, Survey>()
  const cities = new Map<string, { city: City; until: number }>()
  return {
    async survey(surveyId, version) {
      const key = surveyKey(surveyId, version)
      const known = surveys.get(key.pk + key.sk)
      if (known) return known
      const survey = await table.get(Survey, key)
      // A version that was launched never changes again; another one must be read anew.
      if (survey?.launchedAt) remember(surveys, key.pk + key.sk, survey)
      return survey
    },

    async city(slug) {
      const known = cities.get(slug)
      if (known && Date.parse(now()) < known.until) return known.city
      const city = await table.get(City, cityKey(slug))
      if (city) remember(cities, slug, { city, until: Date.parse(now()) + CITY_MILLISECONDS })
      return city
    },
  }
}

const CITY_MILLISECONDS = 60_000
const MOST_KEPT = 50

const remember = <T>(kept: Map<string, T>, key: string, value: T) => {
  const [oldest] = kept.keys()
  if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest)
  kept.set(key, value)
}
