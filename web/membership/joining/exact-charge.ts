/** The parts of a browser's page that the script touches. */
type Box = { value: string; checked: boolean }
type Form = {
  querySelector(selector: string): Box | null
  addEventListener(event: 'input', hear: () => void): void
}
type Line = { textContent: string; dataset: { says?: string } }
type Dom = { getElementById(id: 'join'): Form | null; getElementById(id: 'charge'): Line | null }

/**
 * Says below the join form's fee box what exactly the card is charged with the fee on top, while the amount is being
 * typed. It is sent to browsers as it stands here, so it uses nothing from outside itself; without it the table of fees
 * and the payment page say the same.
 */
export const sayExactCharge = (page: Dom, perMille: number, each: number): void => {
  const form = page.getElementById('join')
  const line = page.getElementById('charge')
  if (!form || !line) return
  const dollars = new Intl.NumberFormat('en-US', {
    style: 'currency',
    currency: 'USD',
    trailingZeroDisplay: 'stripIfInteger',
  })
  const fee = (charge: number) => Math.round((charge * perMille) / 1000) + each
  const cents = () => {
    const chosen = form.querySelector('[name=amount]:checked')?.value ?? 'other'
    const interval = form.querySelector('[name=interval]:checked')?.value
    const [, month, offered] = /^(month-)?(\d+(?:\.\d+)?)$/.exec(chosen) ?? []
    const typed = form.querySelector('[name=other]')?.value.trim() ?? ''
    // What is offered for a year is not charged each month, nor the other way round.
    const fits = interval === undefined || (month !== undefined) === (interval === 'month')
    if (chosen !== 'other') return typed === '' && fits ? Math.round(Number(offered) * 100) : 0
    const [, whole, fraction = ''] = /^\$?\s*(\d{1,5})(?:\.(\d{1,2}))?$/.exec(typed.replace(/,/g, '')) ?? []
    return whole === undefined ? 0 : Number(whole) * 100 + Number(fraction.padEnd(2, '0'))
  }
  const say = () => {
    const amount = cents()
    let charge = Math.floor(((amount + each) * 1000) / (1000 - perMille))
    while (charge - fee(charge) < amount) charge++
    line.textContent =
      amount < 100
        ? ''
        : (line.dataset.says ?? '')
            .replace('{amount}', dollars.format(amount / 100))
            .replace('{charge}', dollars.format(charge / 100))
  }
  form.addEventListener('input', say)
  say()
}
