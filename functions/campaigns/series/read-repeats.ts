import type { Repeats } from '../../../shared/campaigns/campaign.ts'
import { MOST_WAVES } from '../../../shared/campaigns/policy.ts'
import { EVERY, endOf, everyOf, readRule, ruleOf } from '../../../shared/campaigns/series/repeat-rule.ts'
import { planWaves, type Waves } from '../../../shared/campaigns/series/waves.ts'
import type { City } from '../../../shared/cities/city.ts'
import { instantInCity, Overlap } from '../../../shared/local-time.ts'
import type { Instant } from '../../../shared/units.ts'
import { waveProblem } from '../../../web/campaigns/time-phrases.ts'
import type { TypedRepeats } from '../../../web/campaigns/typed-campaign.ts'
import type { Problem } from '../../../web/components/form.tsx'

export type ReadRepeats =
  | { outcome: 'once' }
  | { outcome: 'repeats'; repeats: Repeats; launchAt: Instant }
  | { outcome: 'refused'; problems: Problem[] }

/** How often it goes out, as typed. */
export const readRepeats = (typed: TypedRepeats, city: City | undefined, now: Instant): ReadRepeats => {
  if (typed.repeats === '' || typed.repeats === 'never') return { outcome: 'once' }
  const problems: Problem[] = []
  const rule = ruleTyped(typed)
  if (rule.outcome === 'refused') problems.push(...rule.problems)
  if (!city) return { outcome: 'refused', problems }
  const overlap = Overlap.safeParse(typed.wavesOverlap).data
  const first = instantInCity(typed.firstAt, city.timeZone, overlap ?? 'first')
  if (first.outcome === 'refused' && first.reason !== 'skipped-by-clock-change')
    problems.push({ field: 'firstAt', message: 'Say when the first wave goes out: a date and a time.' })
  if (first.outcome === 'instant' && first.instant <= now)
    problems.push({ field: 'firstAt', message: 'The time of the first wave has passed already: choose a later one.' })
  if (problems.length > 0 || rule.outcome === 'refused') return { outcome: 'refused', problems }
  const repeats = { rule: rule.rule, from: typed.firstAt, ...(overlap && { overlap }) }
  const waves = planWaves(repeats, city.timeZone)
  if (waves.outcome !== 'waves') return { outcome: 'refused', problems: [problemOf(waves, typed, city)] }
  const [wave] = waves.waves
  return wave
    ? { outcome: 'repeats', repeats, launchAt: wave.launchAt }
    : { outcome: 'refused', problems: [{ field: 'repeats', message: 'This rule has no wave.' }] }
}

/** The wave that falls on a time that comes twice, whatever was answered to it. */
export const wavesTwice = (typed: TypedRepeats, city: City): Extract<Waves, { outcome: 'twice' }> | undefined => {
  const rule = ruleTyped(typed)
  if (rule.outcome === 'refused' || instantInCity(typed.firstAt, city.timeZone, 'first').outcome === 'refused')
    return undefined
  const waves = planWaves({ rule: rule.rule, from: typed.firstAt }, city.timeZone)
  return waves.outcome === 'twice' ? waves : undefined
}

/** The fields of the form for a series that is stored. */
export const repeatsAsTyped = (repeats: Repeats | undefined): TypedRepeats => {
  if (!repeats) return { ...ONCE }
  const { rule, from, overlap = '' } = repeats
  const every = everyOf(rule, from)
  const { count, until } = endOf(rule)
  return {
    ...ONCE,
    repeats: every ?? 'own',
    firstAt: from,
    wavesOverlap: overlap,
    ends: count !== undefined ? 'after' : until ? 'on' : 'never',
    endsAfter: count === undefined ? '' : String(count),
    endsOn: until ? `${until.slice(0, 4)}-${until.slice(4, 6)}-${until.slice(6, 8)}` : '',
    rule: every ? '' : rule,
  }
}

export const ONCE: TypedRepeats = {
  repeats: 'never',
  firstAt: '',
  wavesOverlap: '',
  ends: '',
  endsAfter: '',
  endsOn: '',
  rule: '',
}

type RuleTyped = { outcome: 'rule'; rule: string } | { outcome: 'refused'; problems: Problem[] }

const ruleTyped = (typed: TypedRepeats): RuleTyped => {
  if (typed.repeats === 'own') {
    const read = readRule(typed.rule)
    return read.outcome === 'rule'
      ? read
      : { outcome: 'refused', problems: [{ field: 'rule', message: waveProblem(read) }] }
  }
  const every = EVERY.find((one) => one === typed.repeats)
  if (!every) return { outcome: 'refused', problems: [{ field: 'repeats', message: 'Choose how often it repeats.' }] }
  const end = endTyped(typed)
  if (end.outcome === 'refused') return end
  // Without a first time there is nothing to count from: its own field says so.
  const base = instantInCity(typed.firstAt, 'UTC').outcome === 'instant' ? ruleOf(every, typed.firstAt) : 'FREQ=YEARLY'
  return { outcome: 'rule', rule: [base, ...end.parts].join(';') }
}

const endTyped = (
  typed: TypedRepeats,
): { outcome: 'end'; parts: string[] } | Extract<RuleTyped, { outcome: 'refused' }> => {
  const wrong = (field: keyof TypedRepeats, message: string) => ({
    outcome: 'refused' as const,
    problems: [{ field, message }],
  })
  switch (typed.ends) {
    case 'after': {
      const count = /^\s*\d{1,4}\s*$/.test(typed.endsAfter) ? Number(typed.endsAfter) : 0
      return count >= 2 && count <= MOST_WAVES
        ? { outcome: 'end', parts: [`COUNT=${count}`] }
        : wrong('endsAfter', `A series has between 2 and ${MOST_WAVES} waves.`)
    }
    case 'on':
      return instantInCity(`${typed.endsOn}T00:00`, 'UTC').outcome === 'instant'
        ? { outcome: 'end', parts: [`UNTIL=${typed.endsOn.replaceAll('-', '')}`] }
        : wrong('endsOn', 'Give the last day on which a wave may go out.')
    case 'never':
      return { outcome: 'end', parts: [] }
    default:
      return wrong('ends', 'Choose when the series ends.')
  }
}

const problemOf = (waves: Exclude<Waves, { outcome: 'waves' }>, typed: TypedRepeats, city: City): Problem => {
  if (waves.outcome === 'twice') return { field: 'wavesOverlap', message: waveProblem(waves, city) }
  const aboutRule =
    waves.reason === 'not-a-rule' || waves.reason === 'too-often' || waves.reason === 'first-outside-rule'
  const aboutTime = waves.reason === 'skipped-by-clock-change' || waves.reason === 'not-a-time'
  const end = typed.repeats === 'own' ? 'rule' : typed.ends === 'on' ? 'endsOn' : 'endsAfter'
  return { field: aboutTime ? 'firstAt' : aboutRule ? 'rule' : end, message: waveProblem(waves, city) }
}
