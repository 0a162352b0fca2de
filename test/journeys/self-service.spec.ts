import { mkdir, readFile } from 'node:fs/promises'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type RunningCloud, until } from '../cloud.ts'
import { openJourney } from './open-journey.ts'

const BEA = 'bea.journey@example.org'
const SCREENS = '.local/screens'

/** What a member does about herself, from joining to being forgotten, on a phone and without scripts. */
describe('a membership in its owner’s hands', () => {
  let cloud: RunningCloud
  let browser: Browser
  let phone: Page
  let joinings = 0

  beforeAll(async () => {
    await mkdir(SCREENS, { recursive: true })
    ;[cloud, browser] = await openJourney({ demo: true })
    phone = await onPhone()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await cloud?.stop()
  })

  const onPhone = async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, javaScriptEnabled: false })
    const page = await context.newPage()
    page.setDefaultTimeout(10_000)
    return page
  }

  /** As it looks on the phone, and at a desk. */
  const screen = async (name: string) => {
    for (const width of [390, 1280]) {
      await phone.setViewportSize({ width, height: 844 })
      await phone.screenshot({ path: `${SCREENS}/${width}-me-${name}.png`, fullPage: true })
      // Scripts of the page are off; the browser's own answer all the same.
      expect(await phone.evaluate('document.documentElement.scrollWidth - window.innerWidth'), name).toBe(0)
    }
    await phone.setViewportSize({ width: 390, height: 844 })
  }
  const reads = (text: string) => phone.getByText(text).first().waitFor()
  const press = (name: string) => phone.getByRole('button', { name }).first().click()
  const follow = (name: string) => phone.getByRole('link', { name }).first().click()

  const join = async () => {
    await phone.goto(`${cloud.url}/cities/denver/join`)
    await phone.getByLabel('Your name').first().fill('Bea Journey')
    await phone.getByLabel('E-mail address').fill(BEA)
    await phone.getByLabel('$25').check()
    await phone.getByLabel(/^Every year/).check()
    await phone.getByLabel('Surveys, and what was found in them').check()
    for (let attempt = 0; attempt < 3 && new URL(phone.url()).pathname.endsWith('/join'); attempt++) {
      // Who fills a form in no time at all is asked to look again.
      await phone.waitForTimeout(3000)
      await phone.locator('form#join button[type=submit]').last().click()
    }
    await press('Pay $25')
    await reads('Look into your mailbox')
    const activation = await until('the activation mail of this joining', async () => {
      const mails = (await cloud.mailTo(BEA)).filter(({ subject }) => /^Activate your membership/.test(subject))
      return mails[joinings]
    })
    joinings++
    await phone.goto(linkTo(activation.links, '/activation'))
    await press('Activate')
    await reads('You are a member. Welcome!')
  }

  it('begins like every other: joined, paid, activated', async () => {
    await join()
  }, 60_000)

  it('opens by a mailed link, and shows how it stands', async () => {
    await phone.goto(cloud.url)
    await follow('My membership')
    await phone.getByLabel('E-mail address of your membership').fill(BEA)
    await screen('sign-in')
    await press('Mail me a link')
    await reads('Look into your mailbox')
    const mail = await cloud.awaitMail(BEA, /sign|Sign/)
    await phone.goto(linkTo(mail.links, '/me/sign-in'))
    await screen('sign-in-button')
    await press('Sign in')
    await reads('Your card is charged $25 every year')
    await screen('overview')
  }, 60_000)

  it('is changed: what is mailed, what is known, what is paid', async () => {
    await follow('What we mail you')
    await phone.getByLabel('Updates about the common agenda').check()
    await screen('preferences')
    await press('Save')
    await reads('Your choice is saved')

    await follow('About me')
    await phone.getByLabel('Female', { exact: true }).check()
    await screen('about-me')
    await press('Save')
    await reads('Your answers are saved.')

    await follow('Profile')
    await screen('profile')
    await phone.getByLabel('Your name').fill('Bea Maria Journey')
    await press('Save')
    await reads('Your profile is saved.')

    await follow('Dues')
    await phone.getByLabel(/What your card is charged/).fill('9')
    await press('Change the amount')
    await reads('The dues must be at least $12.')
    await screen('dues-refused')
    await phone.getByLabel(/What your card is charged/).fill('36.50')
    await press('Change the amount')
    await reads('The new amount counts from the next charge on.')
    await phone.goto(`${cloud.url}/me`)
    await reads('Your card is charged $36.50 every year')
  }, 60_000)

  it('is charged no more after two clicks, the first of which says what follows', async () => {
    await follow('Dues')
    await follow('Stop charging my card')
    await reads('we remind you before, and you decide then')
    await screen('stop')
    await press('Stop charging my card')
    await reads('Your card will not be charged again.')
    await follow('Payments')
    await reads('$25')
    await screen('receipts')
    await phone.goto(`${cloud.url}/me/renew`)
    await screen('renew')
    await phone.goto(`${cloud.url}/me/address`)
    await screen('address')
  }, 60_000)

  it('can be taken along, all of it', async () => {
    await phone.goto(`${cloud.url}/me`)
    await follow('My data')
    await screen('data')
    const [download] = await Promise.all([phone.waitForEvent('download'), press('Download it as a file')])
    const record = JSON.parse(await readFile(await download.path(), 'utf8'))
    expect(record).toMatchObject({
      member: { name: 'Bea Maria Journey', email: BEA, demographics: { gender: 'woman' } },
      payments: [{ cents: 2500 }],
    })
    expect(record.history.map(({ what }: { what: string }) => what)).toEqual(
      expect.arrayContaining(['topics-changed', 'profile-changed', 'dues-changed', 'renewal-stopped']),
    )
    await press('Show it as a page')
    await reads('Bea Maria Journey')
    await screen('record')
  }, 60_000)

  it('ends by being forgotten, with a certificate', async () => {
    await phone.goto(`${cloud.url}/me/erase`)
    await screen('erase')
    await press('Delete me for good')
    await reads('Please type DELETE')
    await phone.getByLabel(/To be sure/).fill('delete')
    await press('Delete me for good')
    await reads('You are being forgotten')
    await screen('erasure-begun')
    await cloud.settled()
    await cloud.local('clock', { advance: 'PT2M' })
    await cloud.settled()
    const certificate = await cloud.awaitMail(BEA, /forgotten/)
    expect(certificate.text).toContain('35')
    await cloud.local('clock', { advance: 'PT10M' })
    await cloud.settled()
    await phone.goto(`${cloud.url}/me`)
    await reads('Sign in to your membership')
  }, 90_000)

  it('leaves the way open to join again as somebody new', async () => {
    await join()
    await cloud.awaitMail(BEA, /^Welcome to Denver/)
    expect(joinings).toBe(2)
  }, 60_000)

  it('no function failed on the way', async () => {
    expect(await cloud.local('errors')).toEqual([])
  })
})

const linkTo = (links: readonly string[], path: string): string => {
  const link = links.findLast((one) => new URL(one).pathname.startsWith(path))
  if (!link) throw new Error(`the mail has no link to ${path}`)
  return link
}
