import type { Language } from '../../../shared/identity/person.ts'
import { covering, type DuesInterval, dollars, limitsOf } from '../../../shared/membership/dues.ts'
import { feeLine } from '../../../shared/membership/fee-line.ts'
import { DUES } from '../../../shared/membership/policy.ts'
import type { Cents } from '../../../shared/units.ts'
import { Choices } from '../../components/form.tsx'
import { joinWords } from '../../words/join.ts'

type Typed = { cents: Cents; interval: DuesInterval } | undefined

/** What is lost to card fees, so that whoever thinks of paying every month sees it beside the choice. */
export const CardFees = ({ language, typed }: { language: Language; typed: Typed }) => {
  const words = joinWords[language].join.fees
  const small = feeLine(limitsOf('month').least, 'month')
  const large = feeLine(DUES.least, 'year')
  const percent = (share: number) => PERCENT[language].format(share / 100)
  const lines = [
    ...DUES.suggestionsByMonth.map((cents) => feeLine(cents, 'month')),
    ...DUES.suggestions.map((cents) => feeLine(cents, 'year')),
  ]
  const own = typed && feeLine(typed.cents, typed.interval === 'once' ? 'year' : typed.interval)
  const shown = own && !lines.some(({ cents, interval }) => cents === own.cents && interval === own.interval)
  return (
    <div class="fees">
      <h2>{words.title}</h2>
      <p>
        {words.text(percent(DUES.cardFee.perMille / 10), dollars(DUES.cardFee.each))}{' '}
        {words.compare(
          dollars(small.cents),
          dollars(small.feeOfYear),
          dollars(small.duesOfYear),
          dollars(large.cents),
          dollars(large.feeOfYear),
        )}
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>{words.pays}</th>
              <th class="number">{words.fee}</th>
              <th class="number">{words.share}</th>
              <th class="number">{words.covered}</th>
            </tr>
          </thead>
          <tbody>
            {[...lines, ...(shown ? [own] : [])].map((line) => (
              <tr>
                <th scope="row">{words.each(dollars(line.cents), line.interval)}</th>
                <td class="number">{dollars(line.fee)}</td>
                <td class="number">{percent(line.percent)}</td>
                <td class="number">{dollars(line.covered)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

export const CoverFee = ({ language, typed, chosen }: { language: Language; typed: Typed; chosen: string }) => {
  const words = joinWords[language].join
  return (
    <>
      <Choices
        name="coversFee"
        legend={words.cover}
        options={[{ value: 'yes', label: words.coverLabel, hint: words.coverHint }]}
        chosen={[chosen]}
        multiple
      />
      <p class="help" id="charge" aria-live="polite" data-says={words.coverExact('{amount}', '{charge}')}>
        {typed && words.coverExact(dollars(typed.cents), dollars(covering(typed.cents)))}
      </p>
    </>
  )
}

const PERCENT = {
  en: new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 }),
  es: new Intl.NumberFormat('es-US', { style: 'percent', maximumFractionDigits: 1 }),
}
