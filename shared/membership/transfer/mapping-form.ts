import { Language } from '../../identity/person.ts'
import type { CitySlug } from '../../ids.ts'
import { PlainDate } from '../../units.ts'
import { Topic } from '../../words.ts'
import { type Columns, Field, topicFields } from './columns.ts'
import type { Defaults } from './read-row.ts'

/** The form as it was typed: the field of each column, and what holds for rows that do not say it. */
export type TypedMapping = {
  columns: readonly string[]
  city: string
  language: string
  topics: readonly string[]
  wording: string
  agreedOn: string
  paidThrough: string
  dates: string
  lapsed: boolean
  fillIn: boolean
}

export type MappingProblem =
  | { field: `column-${number}`; reason: 'twice' | 'not-a-field' }
  | { field: 'columns'; reason: 'no-name' | 'no-email' }
  | { field: 'city'; reason: 'no-city' }
  | { field: 'language' | 'topics' | 'dates'; reason: 'not-a-choice' }
  | { field: 'wording'; reason: 'no-wording' | 'too-long' }
  | { field: 'agreedOn'; reason: 'no-date' | 'not-a-date' }
  | { field: 'paidThrough'; reason: 'no-paid-through' | 'not-a-date' }

export type ReadMapping =
  | { outcome: 'settled'; columns: Columns; defaults: Defaults }
  | { outcome: 'refused'; problems: MappingProblem[] }

/** Everything is looked at, so that all that is wrong is said at once. */
export const readMapping = (typed: TypedMapping, cities: readonly CitySlug[]): ReadMapping => {
  const problems: MappingProblem[] = []
  const columns: Columns = []
  for (const [index, choice] of typed.columns.entries()) {
    const field = choice === '' ? null : Field.safeParse(choice).data
    if (field === undefined) problems.push({ field: `column-${index}`, reason: 'not-a-field' })
    else if (field && columns.includes(field)) problems.push({ field: `column-${index}`, reason: 'twice' })
    columns.push(field ?? null)
  }
  const mapped = (field: Field) => columns.includes(field)
  if (!mapped('name')) problems.push({ field: 'columns', reason: 'no-name' })
  if (!mapped('email')) problems.push({ field: 'columns', reason: 'no-email' })

  const city = cities.find((slug) => slug === typed.city)
  if (!city && !mapped('city')) problems.push({ field: 'city', reason: 'no-city' })
  const language = Language.safeParse(typed.language).data
  if (!language) problems.push({ field: 'language', reason: 'not-a-choice' })
  const topics = Topic.options.filter((topic) => typed.topics.includes(topic))
  const dates = (['month-first', 'day-first'] as const).find((order) => order === typed.dates)
  if (!dates) problems.push({ field: 'dates', reason: 'not-a-choice' })

  // Whoever says that people have agreed must say to what and when.
  const told = mapped('topics') || Topic.options.some((topic) => mapped(topicFields(topic).agreedAt))
  const vouched = !told && topics.length > 0
  const wording = typed.wording.trim()
  if (wording.length > 60) problems.push({ field: 'wording', reason: 'too-long' })
  else if (vouched && !wording && !mapped('wording')) problems.push({ field: 'wording', reason: 'no-wording' })
  const agreedOn = dateTyped(typed.agreedOn)
  if (agreedOn === 'wrong') problems.push({ field: 'agreedOn', reason: 'not-a-date' })
  else if (vouched && !agreedOn && !mapped('agreed_at')) problems.push({ field: 'agreedOn', reason: 'no-date' })
  const paidThrough = dateTyped(typed.paidThrough)
  if (paidThrough === 'wrong') problems.push({ field: 'paidThrough', reason: 'not-a-date' })
  else if (!paidThrough && !mapped('paid_through')) problems.push({ field: 'paidThrough', reason: 'no-paid-through' })

  if (problems.length > 0 || !language || !dates || agreedOn === 'wrong' || paidThrough === 'wrong')
    return { outcome: 'refused', problems }
  const { lapsed, fillIn } = typed
  return {
    outcome: 'settled',
    columns,
    defaults: {
      ...(city && { city }),
      language,
      topics,
      wording: wording || 'imported',
      ...(agreedOn && { agreedOn }),
      ...(paidThrough && { paidThrough }),
      dates,
      lapsed,
      fillIn,
    },
  }
}

const dateTyped = (typed: string): PlainDate | undefined | 'wrong' =>
  typed.trim() === '' ? undefined : (PlainDate.safeParse(typed.trim()).data ?? 'wrong')
