import { mkdir } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId, now } from '../../functions/adapters/clock.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { createCall } from '../../functions/calls/create-call.ts'
import { readCampaign } from '../../functions/campaigns/campaigns.ts'
import { inviteToCall } from '../../functions/campaigns/sending/invite-to-call.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import type { Call } from '../../shared/calls/call.ts'
import { campaignItem } from '../../shared/campaigns/campaign.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { wallClockInCity } from '../../shared/local-time.ts'
import { CONSENT_WORDING } from '../../shared/membership/application.ts'
import { Cents, type Instant, PlainDate, plusDays } from '../../shared/units.ts'
import { SAM } from '../calls/cast.ts'
import { type RunningCloud, tableOf, until } from '../cloud.ts'
import { openCity, sanFrancisco } from '../membership/cast.ts'
import { openJourney } from './open-journey.ts'

const SCREENS = '.local/screens'
const ANA = 'ana@example.org'
const BEN = 'ben@example.org'
const CARLA = 'carla@example.org'

describe('a call from its invitation to its cancellation', () => {
  let cloud: RunningCloud
  let browser: Browser
  let table: Table
  let call: Call

  beforeAll(async () => {
    ;[cloud, browser] = await openJourney()
    await mkdir(SCREENS, { recursive: true })
    table = await tableOf(cloud)
    await openCity(table)
    for (const [name, email] of [
      ['Ana Flores', ANA],
      ['Ben Cole', BEN],
      ['Carla Ruiz', CARLA],
    ] as const)
      await joined(table, name, email)
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await cloud?.stop()
  })

  const present = async (): Promise<Instant> => (await cloud.local<{ now: Instant }>('clock')).now
  const pass = (advance: string) => cloud.local('clock', { advance })

  it('invites everybody; members reply by their own link, without a script', async () => {
    call = await invited(table, await present())
    await pass('PT1M')
    for (const address of [BEN, CARLA]) await cloud.awaitMail(address, /^Winter plans/)
    for (const [address, answer, says] of [
      [ANA, 'yes', 'You come. Your place is kept.'],
      [BEN, 'no', 'You do not come.'],
    ] as const) {
      const mail = await cloud.awaitMail(address, /^Winter plans/)
      const link = mail.links.find((one) => one.endsWith(`reply=${answer}`)) ?? ''
      const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage()
      await page.goto(link)
      await screen(page, `reply-${answer}`)
      await page.getByRole('button', { name: 'Send my reply' }).click()
      await page.getByText(says).waitFor()
      await screen(page, `replied-${answer}`)
    }
  }, 90_000)

  it('tells everybody of a change that staff have looked at, and reminds whoever comes', async () => {
    const staff = await signedIn(browser, cloud)
    await staff.goto(`${cloud.url}/staff/calls/${call.callId}`)
    await staff.getByRole('link', { name: 'Ana Flores' }).waitFor()
    await staff.getByRole('link', { name: 'Change it' }).click()
    await staff.getByLabel('Length in minutes').fill('90')
    await staff.getByRole('button', { name: 'Look at the change' }).click()
    await staff.getByText('3 people were invited.').waitFor()
    await staff.getByRole('button', { name: 'Change it and tell them' }).click()
    await staff.getByText('Everybody who was invited is being told.').waitFor()
    await pass('PT1M')
    for (const address of [ANA, BEN, CARLA]) {
      const mail = await cloud.awaitMail(address, /^Changed: Winter plans/)
      expect(mail.text).toContain('90 minutes')
    }
    await cloud.settled()
    // In steps, as the clock of a day would: the reminder is due a day before.
    await until(
      'the reminder',
      async () => {
        await pass('PT1H')
        return (await cloud.mailTo(ANA)).some(({ subject }) => /^Reminder: /.test(subject)) || undefined
      },
      120,
    )
    for (const address of [BEN, CARLA])
      expect((await cloud.mailTo(address)).filter(({ subject }) => /^Reminder/.test(subject))).toEqual([])
  }, 240_000)

  it('tells everybody when it is cancelled, and takes no reply any more', async () => {
    const staff = await signedIn(browser, cloud)
    await staff.goto(`${cloud.url}/staff/calls/${call.callId}/cancel`)
    await staff.getByLabel('Why it does not take place').fill('A storm is coming.')
    await staff.getByRole('button', { name: 'Cancel the call' }).click()
    await staff.getByText('The call is cancelled. Everybody who was invited is being told.').waitFor()
    await screen(staff, 'cancelled')
    await pass('PT1M')
    for (const address of [ANA, BEN, CARLA]) {
      const mail = await cloud.awaitMail(address, /^Cancelled: Winter plans/)
      expect(mail.text).toContain('A storm is coming.')
    }
    const [invitation] = await cloud.mailTo(CARLA)
    const answer = await fetch(invitation?.links.find((link) => link.includes('/calls/rsvp')) ?? '')
    expect(answer.status).toBe(410)
    expect(await answer.text()).toContain('This call is cancelled')
    expect(await cloud.local('errors')).toEqual([])
  }, 120_000)
})

/** Planned three days ahead, with an invitation that is due now. */
const invited = async (table: Table, at: Instant): Promise<Call> => {
  const needs = { table, now: () => at, newId }
  const startsAt = plusDays(at, 3)
  const fields = {
    title: 'Winter plans',
    agenda: 'What we do **first**.',
    startsAt,
    wallClock: wallClockInCity(startsAt, sanFrancisco.timeZone),
    minutes: 60,
    link: 'https://meet.example.org/winter',
  }
  const call = await createCall(needs, { city: sanFrancisco.slug, fields, actor: SAM })
  const drafted = await inviteToCall(needs, { callId: call.callId, actor: SAM })
  const campaign = drafted.outcome === 'refused' ? undefined : await readCampaign(table, drafted.campaignId)
  if (campaign?.state !== 'draft') throw new Error('there is no draft')
  await table.write({
    put: campaignItem({ ...campaign, state: 'scheduled', revision: 2, launchAt: at, responseKey: 'k1' }),
  })
  return call
}

const joined = async (table: Table, name: string, email: string) => {
  const imported = await importMember(
    { table, now, newId },
    {
      name: PersonName.parse(name),
      email: Mailbox.parse(email),
      city: sanFrancisco.slug,
      language: 'en',
      demographics: {},
      topics: ['calls'],
      consent: { wording: CONSENT_WORDING, at: now() },
      joinedAt: now(),
      cents: Cents.parse(1200),
      paidThrough: PlainDate.parse(plusDays(now(), 300).slice(0, 10)),
    },
  )
  if (imported.outcome === 'refused') throw new Error(imported.reason)
}

const screen = async (page: Page, name: string) => {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${SCREENS}/${width}-call-${name}.png`, fullPage: true })
  }
}

const signedIn = async (browser: Browser, cloud: RunningCloud): Promise<Page> => {
  const page = await (await browser.newContext()).newPage()
  page.setDefaultTimeout(15_000)
  await page.goto(`${cloud.url}/sign-in`)
  await page.getByRole('button', { name: 'Sam Okafor' }).click()
  await page.waitForURL(/staff/)
  return page
}
