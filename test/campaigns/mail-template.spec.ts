import { describe, expect, it } from 'vitest'
import { mailTemplates, type Personal } from '../../functions/campaigns/sending/mail-template.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { Instant } from '../../shared/units.ts'
import { surveyInvitation } from '../../web/mail/survey-invitation.ts'

const linksOf = (token: string) => ({
  answer: `https://network.example.org/answers/start?t=${token}`,
  unsubscribe: `https://network.example.org/unsubscribe?t=${token}&a=1`,
})

const render = ({ name, links }: Personal) =>
  surveyInvitation({
    networkName: 'Network City Program',
    postalAddress: '1 Example Street, Denver, CO 80202',
    city: { name: 'Denver', timeZone: 'America/Denver' },
    member: { name, language: 'en' },
    campaign: {
      title: 'How is your street?',
      message: 'Dear **neighbours**, $& and $1 and name are words.',
      closesAt: Instant.parse('2026-12-15T19:00:00.000Z'),
      protection: 'standard',
    },
    answerLink: links.answer ?? '',
    unsubscribeLink: links.unsubscribe ?? '',
  })

describe('a mail that is rendered once and filled in for each reader', () => {
  const NAMES = [
    'Ana Ruiz',
    '<script>alert(1)</script>',
    'O’Neil & "Sons" $& $1 $$',
    "D'Arcy `x` \\n",
    'Zoë 王 小明 👩‍👩‍👧',
    'a=b"; DROP',
    '\uE0F0name\uE0F1',
    'مريم',
  ].map((name) => PersonName.parse(name))

  it.each(NAMES)('reads as if it had been rendered for %s alone', async (name) => {
    const fill = mailTemplates()
    const [first, own] = [linksOf('1.k1.aaaa.bbbb'), linksOf('1.k1.cc-c_c.dddd')]
    await fill('en', { name: 'The First', links: first }, render)
    expect(await fill('en', { name, links: own }, render)).toEqual(await render({ name, links: own }))
  })

  it('leaves a name to rendering that a profile kept from before such names were refused', async () => {
    const fill = mailTemplates()
    const [name, links] = ['Ana\u200f\u202eRuiz', linksOf('1.k1.a.b')]
    expect(await fill('en', { name, links }, render)).toEqual(await render({ name, links }))
  })

  it('is rendered once for all whose names are plain', async () => {
    const fill = mailTemplates()
    let rendered = 0
    const counting = (personal: Personal) => {
      rendered++
      return render(personal)
    }
    for (const name of ['Ana Ruiz', 'Ben Cole', 'Chen Wei'])
      await fill('en', { name, links: linksOf('1.k1.a.b') }, counting)
    expect(rendered).toBe(1)
  })
})
