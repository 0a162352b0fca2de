import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { keys } from '../../functions/membership/items.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { ApplicationId } from '../../shared/ids.ts'
import { Application, CONSENT_WORDING } from '../../shared/membership/application.ts'
import { cardFee, covering, DuesInterval, limitsOf } from '../../shared/membership/dues.ts'
import { feeLine } from '../../shared/membership/fee-line.ts'
import { NOTHING_TYPED, OFFERED, readJoin, type TypedJoin, typedAgain } from '../../shared/membership/join-form.ts'
import { ORGANIZATION } from '../../shared/membership/policy.ts'
import { Cents } from '../../shared/units.ts'
import { ana, NOON } from './cast.ts'
import { FORM, joinSite, type Typed } from './visitor.ts'

const cents = (amount: number) => Cents.parse(amount)
const typed = (change: Partial<TypedJoin> = {}): TypedJoin => ({ ...NOTHING_TYPED, ...typedAgain(ana), ...change })
const read = (change: Partial<TypedJoin> = {}) => readJoin(typed(change), ana.city)
const asked = (change: Partial<TypedJoin> = {}) => {
  const answer = read(change)
  if (answer.outcome === 'refused') throw new Error(JSON.stringify(answer.problems))
  return answer.joining
}
const problems = (change: Partial<TypedJoin>) => {
  const answer = read(change)
  return answer.outcome === 'refused' ? answer.problems.map(({ field, reason }) => `${field} ${reason}`) : []
}

describe('the arithmetic of card fees', () => {
  it('takes 33 cents of a monthly dollar and 65 of twelve yearly ones', () => {
    expect(feeLine(cents(100), 'month')).toEqual({
      cents: 100,
      interval: 'month',
      fee: 33,
      percent: 33,
      feeOfYear: 396,
      duesOfYear: 1200,
      covered: 134,
    })
    expect(feeLine(cents(1200), 'year')).toMatchObject({ fee: 65, percent: 5.4, feeOfYear: 65, covered: 1267 })
  })

  it('leaves the whole amount when the fee is covered, and a cent less would not', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 1_000_000 }), (amount) => {
        const charge = covering(cents(amount))
        expect(charge - cardFee(charge)).toBeGreaterThanOrEqual(amount)
        expect(charge - 1 - cardFee(charge - 1)).toBeLessThan(amount)
      }),
      { seed: 20261123, numRuns: 2000 },
    )
  })

  it('stands beside the choice to pay every month, in both languages', async () => {
    const { visitor } = await joinSite()
    const { html } = await visitor().open()
    expect(html).toContain('Twelve payments of $1 lose $3.96 of $12; one payment of $12 loses $0.65.')
    expect(html).toContain('<th scope="row">$1 a month</th><td class="number">$0.33</td><td class="number">33%</td>')
    const spanish = await visitor().open(`${FORM}?lang=es`)
    expect(spanish.html).toContain('Doce pagos de $1 pierden $3.96 de $12; un pago de $12 pierde $0.65.')
  })
})

describe('dues that are asked for', () => {
  it.each(OFFERED)('as offered, $value, are what the label says, and nothing else is ever charged', (offer) => {
    for (const interval of DuesInterval.options) {
      const answer = read({ amount: offer.value, interval })
      if ((interval === 'month') === (offer.each === 'month'))
        expect(answer).toMatchObject({ joining: { amount: offer.cents, interval } })
      else expect(answer.outcome).toBe('refused')
    }
  })

  it.each([
    [{ amount: '12' }, 1200],
    [{ amount: 'other', other: '1,200' }, 120_000],
    [{ amount: 'other', other: '12.5' }, 1250],
    [{ amount: '', other: '$ 17.50' }, 1750],
    [{ amount: 'other', other: '1', interval: 'month' }, 100],
    [{ amount: 'month-3', interval: 'month' }, 300],
    [{ amount: '60', interval: 'once' }, 6000],
    [{ amount: 'other', other: '833.33', interval: 'month' }, 83_333],
  ])('%j are %i cents', (change, amount) => {
    expect(asked(change)).toMatchObject({ amount, coversFee: false })
  })

  it.each([
    [{ amount: 'other', other: '11.99' }, 'other too-small'],
    [{ amount: 'other', other: '-1' }, 'other too-small'],
    [{ amount: 'other', other: '-0.01' }, 'other too-small'],
    [{ amount: 'other', other: '1e9' }, 'other not-an-amount'],
    [{ amount: 'other', other: '1000000000' }, 'other too-large'],
    [{ amount: 'other', other: 'NaN' }, 'other not-an-amount'],
    [{ amount: 'other', other: 'Infinity' }, 'other not-an-amount'],
    [{ amount: 'other', other: '0x1F' }, 'other not-an-amount'],
    [{ amount: 'other', other: '€25' }, 'other not-an-amount'],
    [{ amount: 'other', other: '25 EUR' }, 'other not-an-amount'],
    [{ amount: 'other', other: '£25' }, 'other not-an-amount'],
    [{ amount: 'other', other: '٢٥' }, 'other not-an-amount'],
    [{ amount: 'other', other: '25.001' }, 'other not-an-amount'],
    [{ amount: 'other', other: '10000.01' }, 'other too-large'],
    [{ amount: '0.01' }, 'amount too-small'],
    [{ amount: '11.99' }, 'amount too-small'],
    [{ amount: '1199' }, ''],
    [{ amount: '__proto__' }, 'amount not-an-amount'],
    [{ amount: 'other', other: '0.99', interval: 'month' }, 'other too-small-for-a-month'],
    [{ amount: 'other', other: '833.34', interval: 'month' }, 'other too-large-for-a-month'],
    [{ amount: '12', interval: 'month' }, 'amount for-a-year'],
    [{ amount: '1', interval: 'month' }, 'amount for-a-year'],
    [{ amount: 'month-1', interval: 'year' }, 'amount for-a-month'],
    [{ amount: 'month-5', interval: 'once' }, 'amount for-a-month'],
    [{ amount: 'month-0.5', interval: 'month' }, 'amount too-small-for-a-month'],
    [{ amount: 'month-3', other: '4', interval: 'month' }, 'other two-amounts'],
    [{ amount: 'month-3', interval: '' }, 'interval not-a-choice'],
  ])('%j: %s', (change, problem) => {
    expect(problems(change)).toEqual(problem ? [problem] : [])
  })

  it('name the cap, and whom to write to', async () => {
    const { visitor } = await joinSite()
    const { html } = await visitor().send({ amount: 'other', other: '20000' })
    expect(html).toContain(
      'at most $10,000 here. Thank you! To give more, please write to the staff of the Common Agenda Network.',
    )
  })

  it('stand in the form again to the cent, whatever they are', () => {
    fc.assert(
      fc.property(fc.constantFrom('once', 'year', 'month'), fc.integer({ min: 1200, max: 83_333 }), (interval, n) => {
        const joining = { ...ana, interval: interval as typeof ana.interval, amount: cents(n) }
        const again = readJoin(typedAgain(joining), ana.city)
        expect(again).toEqual({ outcome: 'asked', joining })
      }),
      { seed: 20261123, numRuns: 500 },
    )
    expect(limitsOf('month').least).toBe(100)
  })
})

describe('an organization that joins', () => {
  const harbor = {
    kind: 'organization',
    organization: ' Harbor   House ',
    skills: 'Facilitation',
    services: 'Meeting rooms\r\nand child care',
    expertise: ' ',
    people: 'Ben Ruiz\r\n\r\n Cai Wu \r\n',
  }

  it('has a public name, what it offers and the people who share the membership', () => {
    expect(asked(harbor)).toMatchObject({
      name: 'Ana Flores',
      organization: {
        publicName: 'Harbor House',
        offers: { skills: 'Facilitation', services: 'Meeting rooms and child care' },
        people: ['Ben Ruiz', 'Cai Wu'],
      },
    })
  })

  it('needs its name only', () => {
    expect(asked({ kind: 'organization', organization: 'Harbor House' }).organization).toEqual({
      publicName: 'Harbor House',
      offers: {},
      people: [],
    })
    expect(problems({ kind: 'organization' })).toEqual(['organization empty'])
  })

  it.each([
    [{ organization: 'x'.repeat(101) }, ['organization too-long']],
    [{ organization: 'www.win.example' }, ['organization looks-like-a-link']],
    [{ skills: 'x'.repeat(501) }, ['skills too-long']],
    [
      {
        people: Array(ORGANIZATION.mostPeople + 1)
          .fill('Ben Ruiz')
          .join('\n'),
      },
      ['people too-many'],
    ],
    [{ people: `Ben Ruiz\n${'x'.repeat(101)}\nhttps://win.example` }, ['people too-long', 'people looks-like-a-link']],
    [{ people: 'Ben Ruiz\n"Maria <m@x.org>"' }, ['people looks-like-an-address']],
    [{ organization: 'maria@harbor.example' }, ['organization looks-like-an-address']],
    [{ organization: 'Latin@s Unid@s' }, []],
  ])('%j: %j', (change, expected) => {
    expect(problems({ ...harbor, ...change })).toEqual(expected)
  })

  it('is asked about when a person joins and something is said of an organization', () => {
    expect(problems({ ...harbor, kind: 'person' })).toEqual(['kind two-kinds'])
    expect(problems({ kind: 'club' })).toEqual(['kind not-a-choice'])
  })

  it('stands in the form again, without losing a word', () => {
    const joining = asked(harbor)
    expect(readJoin(typedAgain(joining), ana.city)).toEqual({ outcome: 'asked', joining })
  })
})

describe('names as people write them', () => {
  it.each([
    ['Ñandú 👩‍👧 Łukasz', 'Ñandú 👩‍👧 Łukasz'],
    ['O', 'O'],
    ['=HYPERLINK("x")', '=HYPERLINK("x")'],
    ['"; DROP TABLE members', '"; DROP TABLE members'],
    ['<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['Ana\u202eserolF', 'Ana serolF'],
    ['Ana\u0000\r\nBcc: x@example', 'Ana Bcc: x@example'],
  ])('%j is kept as %j', (name, kept) => {
    expect(asked({ name }).name).toBe(kept)
    expect(PersonName.parse(name)).toBe(kept)
  })

  it.each(['\u200b', '\u0000', 'x'.repeat(300)])('%j is none', (name) => {
    expect(problems({ name })).toHaveLength(1)
  })

  it('never breaks the reader, whatever is typed anywhere', () => {
    const anything = fc.string({ unit: 'binary', maxLength: 40 })
    const form = fc.record({
      kind: anything,
      name: anything,
      email: anything,
      organization: anything,
      people: anything,
      amount: anything,
      other: anything,
      interval: anything,
      language: anything,
      from: anything,
      topics: fc.array(anything),
    })
    fc.assert(
      fc.property(form, (change) => {
        expect(read(change).outcome).toMatch(/asked|refused/)
      }),
      { seed: 20261123, numRuns: 500 },
    )
  })
})

describe('what is stored of a form', () => {
  let on: Awaited<ReturnType<typeof joinSite>>
  beforeEach(async () => {
    on = await joinSite()
  })
  const stored = async (change: Typed) => {
    await on.visitor().send(change)
    const id = ApplicationId.parse(on.orders.at(-1)?.applicationId)
    const application = await on.table.get(Application, keys.application(id))
    return application?.state === 'applied' ? application : undefined
  }

  it('is each topic that was ticked and no other, with the time and the version of the words', async () => {
    expect(await stored({ topics: 'calls' })).toMatchObject({
      joining: { topics: ['calls'] },
      consent: { wording: CONSENT_WORDING, at: NOON },
    })
  })

  it('is the code of the link that led here, also through a mistake and the payment page', async () => {
    const ana = on.visitor()
    expect((await ana.open(`${FORM}?from=spring-fair`)).html).toContain(
      '<input type="hidden" name="from" value="spring-fair"/>',
    )
    const again = await ana.send({ from: 'spring-fair', email: 'ana@' })
    expect(again.html).toContain('name="from" value="spring-fair"')
    await ana.send({ from: 'spring-fair' })
    expect((await ana.open(on.wayBack())).html).toContain('name="from" value="spring-fair"')
    const id = ApplicationId.parse(on.orders[0]?.applicationId)
    expect(await on.table.get(Application, keys.application(id))).toMatchObject({ joining: { source: 'spring-fair' } })
  })

  it('is what the visitor says when no link told', async () => {
    expect((await stored({ heard: 'friend' }))?.joining.source).toBe('friend')
    expect((await stored({ heard: '', email: 'b@example.org' }))?.joining).not.toHaveProperty('source')
    expect((await stored({ from: '"><script>', email: 'c@example.org' }))?.joining).not.toHaveProperty('source')
  })

  it('is a charge with the fee on top for whoever covers it', async () => {
    await on.visitor().send({ amount: 'other', other: '1', interval: 'month', coversFee: 'yes' })
    expect(on.orders).toMatchObject([{ cents: 134, interval: 'month' }])
    await on.visitor().send({ amount: 'month-3', interval: 'month', email: 'b@example.org' })
    expect(on.orders[1]).toMatchObject({ cents: 300, interval: 'month' })
    const again = await on.visitor().send({ amount: 'other', other: '40', coversFee: 'yes', email: 'ana@' })
    expect(again.html).toContain('For $40 your card is charged $41.50 with the fee on top.')
    expect(again.html).toMatch(/name="coversFee" value="yes" checked/)
  })

  it('is the organization, with everything that was typed there again after a mistake', async () => {
    const organization = {
      kind: 'organization',
      organization: 'Harbor House',
      people: 'Ben Ruiz\nCai Wu',
      skills: 'Talk',
    }
    const again = await on.visitor().send({ ...organization, email: 'ana@' })
    expect(again.html).toMatch(/value="organization" checked/)
    for (const kept of ['value="Harbor House"', '>Ben Ruiz\nCai Wu</textarea>', '>Talk</textarea>'])
      expect(again.html).toContain(kept)
    expect((await stored(organization))?.joining.organization).toEqual({
      publicName: 'Harbor House',
      offers: { skills: 'Talk' },
      people: ['Ben Ruiz', 'Cai Wu'],
    })
  })
})
