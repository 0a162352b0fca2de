import { cp, mkdir, rm } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { serviceMailItem } from '../../events/mail/service-mail.ts'
import { newId, now } from '../../functions/adapters/clock.ts'
import { importMember } from '../../functions/membership/import/import-member.ts'
import { Mailbox, PersonName } from '../../shared/identity/person.ts'
import { MailId, type MemberId } from '../../shared/ids.ts'
import { CONSENT_WORDING } from '../../shared/membership/application.ts'
import { Cents, PlainDate, plusDays } from '../../shared/units.ts'
import { type RunningCloud, startCloud, tableOf, until } from '../cloud.ts'
import { openCity, sanFrancisco } from '../membership/cast.ts'
import { openJourney } from './open-journey.ts'

const SCREENS = '.local/screens'
const ADDRESS = 'ana@example.org'

describe('a network whose data were copied', () => {
  let original: RunningCloud | undefined
  let running: RunningCloud | undefined
  let browser: Browser

  beforeAll(async () => {
    ;[original, browser] = await openJourney()
    await mkdir(SCREENS, { recursive: true })
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await (running ?? original)?.stop()
    if (original) await rm(original.data, { recursive: true, force: true })
  })

  it('sends nothing until staff say so; the original goes on sending through a restart', async () => {
    if (!original) throw new Error('the cloud has not started')
    const memberId = await aMember(original)
    await ask(original, memberId)
    await until('the mail of the original', async () => (await mails(original)) === 1 || undefined)
    await original.stop('SIGKILL')
    const { port, data } = original
    await cp(data, `${data}-copy`, { recursive: true })
    original = await startCloud({ data, port })
    await ask(original, memberId)
    await until('the mail after a restart', async () => (await mails(original)) === 2 || undefined)
    await original.stop('SIGKILL')

    const copy = await startCloud({ data: `${data}-copy`, port })
    running = copy
    const before = await mails(copy)
    await ask(copy, memberId)
    expect(await mails(copy)).toBe(before)

    const page = await signedIn(browser, copy)
    await page.getByText('This environment does not send mail:').waitFor()
    await page.getByRole('link', { name: 'See what waits' }).click()
    await page.getByText('1 mail that one person waits for.').waitFor()
    await screen(page, 'sending-off')
    await page.getByRole('button', { name: 'Turn sending on' }).click()
    await page.getByText('Type the name of the network').first().waitFor()
    await screen(page, 'sending-refused')
    await page.getByLabel('Name of the network').fill('Common Agenda Network')
    await page.getByLabel('Reason').fill('The old computer is gone.')
    await page.getByRole('button', { name: 'Turn sending on' }).click()
    await page.getByText('This environment sends now.').waitFor()
    await screen(page, 'sending-on')

    // By the sweep, should the quarter of an hour have passed before, after the half minute for which functions remember.
    await until(
      'the mail that was held back',
      async () => {
        await copy.local('clock', { advance: 'PT15M' })
        return (await mails(copy)) === before + 1 || undefined
      },
      60,
    )
    expect(await copy.local('errors')).toEqual([])
  }, 180_000)
})

const mails = async (cloud: RunningCloud | undefined) => (await cloud?.mailTo(ADDRESS))?.length ?? 0

const aMember = async (cloud: RunningCloud): Promise<MemberId> => {
  const table = await tableOf(cloud)
  await openCity(table)
  const imported = await importMember(
    { table, now, newId },
    {
      name: PersonName.parse('Ana Flores'),
      email: Mailbox.parse(ADDRESS),
      city: sanFrancisco.slug,
      language: 'en',
      demographics: {},
      topics: ['surveys'],
      consent: { wording: CONSENT_WORDING, at: now() },
      joinedAt: now(),
      cents: Cents.parse(1200),
      paidThrough: PlainDate.parse(plusDays(now(), 300).slice(0, 10)),
    },
  )
  if (imported.outcome === 'refused') throw new Error(imported.reason)
  return imported.memberId
}

const ask = async (cloud: RunningCloud, memberId: MemberId) => {
  const mailId = newId(MailId, 'mal')
  await (await tableOf(cloud)).write({ put: serviceMailItem({ mailId, memberId, template: 'granted', at: now() }) })
  await cloud.settled()
}

const screen = async (page: Page, name: string) => {
  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: 900 })
    await page.screenshot({ path: `${SCREENS}/${width}-staff-${name}.png`, fullPage: true })
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
