import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, now } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { askingOf } from '../../functions/campaigns/drafting/campaign-form.ts'
import { createCampaign } from '../../functions/campaigns/drafting/create-campaign.ts'
import { addCity } from '../../functions/cities/add-city.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { createSurvey } from '../../functions/surveys/create-survey.ts'
import { City } from '../../shared/cities/city.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { UserId } from '../../shared/ids.ts'
import { CONSENT_WORDING } from '../../shared/membership/application.ts'
import { Cents, PlainDate, plusDays } from '../../shared/units.ts'
import { type LocalMail, type RunningCloud, startCloud, tableOf, until } from '../cloud.ts'
import { openJourney } from './open-journey.ts'

const MEMBERS = 300
const TITLE = 'How is Leeds doing?'
const STAFF: Actor = {
  userId: UserId.parse(`usr_${'0'.repeat(26)}`),
  name: 'Specification',
  roles: [{ role: 'staff' }],
}
const addressOf = (index: number) => Mailbox.parse(`member.${index}@example.org`)

describe('the embedded cloud killed in the middle of a campaign', () => {
  let cloud: RunningCloud
  let browser: Browser

  beforeAll(async () => {
    ;[cloud, browser] = await openJourney()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await cloud?.stop()
  })

  it('mails each of 300 members once, however it was interrupted', async () => {
    const table = await tableOf(cloud)
    const campaignId = await prepare(table)
    const page = await signedIn(browser, cloud)
    await page.goto(`${cloud.url}/staff/campaigns/${campaignId}`)
    await page.getByRole('button', { name: 'Reckon now' }).click()
    await page.getByLabel('Now', { exact: true }).check()
    await page.getByRole('button', { name: `Launch to ${MEMBERS} people` }).click()

    const before = await until('a third of the mails to be accepted', async () => {
      const accepted = (await invitations(cloud)).length
      return accepted >= MEMBERS / 3 ? accepted : undefined
    })
    expect(before).toBeLessThan(MEMBERS)
    await cloud.stop('SIGKILL')
    cloud = await startCloud({ data: cloud.data, port: cloud.port })

    // What a dead worker had in hand is released or marked as doubtful after its time.
    await until(
      'the list to be worked off',
      async () => {
        await cloud.local('clock', { advance: 'PT1M' })
        await page.goto(`${cloud.url}/staff/campaigns/${campaignId}`)
        return (await page.getByText('Open for answers').count()) > 0 || undefined
      },
      90,
    )
    await decideDoubtful(page, cloud, campaignId)

    const received = Map.groupBy(await invitations(cloud), (mail) => mail.to[0])
    expect(received.size).toBe(MEMBERS)
    expect([...received].filter(([, mails]) => mails.length !== 1)).toEqual([])
    await page.goto(`${cloud.url}/staff/campaigns/${campaignId}`)
    await page.getByText(`${MEMBERS}`).first().waitFor()
    expect(await cloud.local('errors')).toEqual([])
  }, 180_000)

  const invitations = async (running: RunningCloud): Promise<LocalMail[]> =>
    (await running.local<LocalMail[]>('mail')).filter(({ subject }) => subject === TITLE)

  /** Staff look at each doubtful send: who got the mail is left alone, who did not gets it now. */
  const decideDoubtful = async (page: Page, running: RunningCloud, campaignId: string) => {
    for (;;) {
      await page.goto(`${running.url}/staff/campaigns/${campaignId}`)
      const row = page.locator('tr', { has: page.getByRole('button', { name: 'Send again' }) }).first()
      if ((await row.count()) === 0) return
      const name = (await row.locator('td').first().textContent())?.trim() ?? ''
      const got = (await invitations(running)).some(({ text }) => text.includes(`${name},`))
      await row.getByRole('button', { name: got ? 'Give up' : 'Send again' }).click()
      await running.settled()
    }
  }
})

const prepare = async (table: Table) => {
  const needs = { table, now, newId }
  const city = City.parse({
    slug: 'leeds',
    name: 'Leeds',
    state: 'AL',
    timeZone: 'America/Chicago',
    neighbourhoods: [],
    foundedAt: now(),
  })
  await addCity(needs, STAFF, city)
  for (let first = 0; first < MEMBERS; first += 20)
    await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        importMember(needs, {
          name: PersonName.parse(`Member ${first + i}`),
          email: addressOf(first + i),
          city: city.slug,
          language: 'en',
          demographics: {},
          topics: ['surveys'],
          consent: { wording: CONSENT_WORDING, at: now() },
          joinedAt: now(),
          cents: Cents.parse(1200),
          paidThrough: PlainDate.parse(plusDays(now(), 300).slice(0, 10)),
        }),
      ),
    )
  const created = await createSurvey(needs, {
    actor: STAFF,
    title: TITLE,
    introduction: '',
    protection: 'standard',
    about: ['gender'],
  })
  if (created.outcome === 'refused') throw new Error(`the survey was refused: ${created.reason}`)
  const { campaign } = await createCampaign(needs, {
    draft: { city: city.slug, title: TITLE, message: 'Please tell us.' },
    content: askingOf(created.survey),
    closesAt: plusDays(now(), 7),
    actor: STAFF,
  })
  return campaign.campaignId
}

const signedIn = async (browser: Browser, cloud: RunningCloud): Promise<Page> => {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${cloud.url}/sign-in`)
  await page.getByRole('button', { name: 'Sam Okafor' }).click()
  await page.waitForURL(/staff/)
  return page
}
