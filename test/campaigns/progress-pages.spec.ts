import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import * as z from 'zod'
import { newId } from '../../functions/adapters/clock.ts'
import { campaignRoutes } from '../../functions/campaigns/campaign.routes.tsx'
import { audienceApp } from '../../functions/http/audience.tsx'
import { type Campaign, campaignItem } from '../../shared/campaigns/campaign.ts'
import { ledgerKey, type Recipient } from '../../shared/campaigns/ledger.ts'
import { City } from '../../shared/cities/city.ts'
import { PersonName } from '../../shared/identity/person.ts'
import { Instant } from '../../shared/units.ts'
import {
  CAMPAIGN_ID,
  campaignNow,
  denver,
  freeze,
  later,
  launch,
  memberId,
  NOON,
  people,
  person,
  rows,
  SAM,
  sendAll,
  settle,
} from './network.ts'

const HOME = `/staff/campaigns/${CAMPAIGN_ID}`

/** A campaign that has been sent to these members, and the pages of staff. */
const sentTo = async (members = people(4)) => {
  const network = await denver(members)
  await launch(network)
  await freeze(network)
  await sendAll(network)
  await settle(network)
  const app = audienceApp(network.site, { section: 'staff' })
  app.use(async (c, next) => {
    c.set('actor', SAM)
    await next()
  })
  const cities = async () => (await network.table.query(City, { pk: 'CITIES' })).items
  app.route('/', campaignRoutes({ ...network, newId, startReport: network.startWorkflow, cities }))
  const post = (path: string, fields: Record<string, string>) =>
    app.request(path, {
      method: 'POST',
      headers: { origin: network.site.publicUrl },
      body: new URLSearchParams(fields),
    })
  const page = async (path = HOME) => (await app.request(path)).text()
  const move = async (n: number, to: object) => {
    const row = (await rows(network)).find((one) => one.memberId === memberId(n)) as Recipient
    const key = ledgerKey(CAMPAIGN_ID, row.shard, row.memberId)
    await network.table.write({ put: { ...key, ...row, step: row.step + 1, ...to } })
  }
  const change = async (to: object) => {
    const campaign = await campaignNow(network)
    await network.table.write({ put: campaignItem({ ...campaign, ...to } as Campaign) })
  }
  const audited = async () => {
    const Line = z.object({ act: z.string(), detail: z.record(z.string(), z.unknown()).optional() })
    return (await network.table.query(Line, { pk: `AUDIT#${network.now().slice(0, 7)}` })).items
  }
  const states = async () => (await rows(network)).map(({ state }) => state).sort()
  return { ...network, app, post, page, move, change, audited, states }
}

/** What a reader sees: links are personal, and dead on the page of staff. */
const words = (text: string) =>
  text
    .replace(/[?]t=[\w.~=-]+/g, '?t=')
    .replace(/ (href|title)="[^"]*"/g, '')
    .replaceAll('&amp;', '&')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
    .trim()

const DOUBT = { state: 'UNCERTAIN', reason: 'TimeoutError', sendingAt: NOON }

describe('a page that moves', () => {
  it('is kept up to date by a script, and loaded again where there are none', async () => {
    const { page } = await sentTo()
    const html = await page()
    expect(html).toContain('<noscript><meta http-equiv="refresh" content="15"/></noscript>')
    expect(html).toContain('<script src="/assets/campaign.js" defer=""></script>')
    expect(html).toContain('data-says="Open for answers: 4 of 4 mailed."')
    expect(html).toContain('role="status"')
  })

  it('says what comes next', async () => {
    const { page, change } = await sentTo()
    await change({ next: { purpose: 'reminder', at: Instant.parse('2026-12-06T19:00:00.000Z') } })
    expect(await page()).toContain('Next: reminder Sunday, December 6 at 12:00 PM, to those who have not answered.')
    await change({ next: { purpose: 'reminder', at: Instant.parse('2026-12-07T06:00:00.000Z') } })
    expect(await page()).toContain('Next: reminder Monday, December 7 at 8:00 AM')
    await change({ next: { purpose: 'deferred', at: Instant.parse('2026-12-03T19:00:00.000Z') } })
    expect(await page()).toContain('Who was put off for having had much mail lately')
  })

  it('says of a reminder that is put off what holds it: the days between two mails, not how many there were', async () => {
    const { page, change } = await sentTo()
    await change({
      round: { number: 1, purpose: 'reminder', begunAt: NOON },
      past: [{ purpose: 'invitation', begunAt: NOON, recipients: 4, mailed: 4 }],
      next: { purpose: 'deferred', at: Instant.parse('2026-12-03T19:00:00.000Z') },
    })
    const html = await page()
    expect(html).toContain('Whoever was put off, for having been mailed a short while ago')
    expect(html).not.toContain('much mail')
  })

  it('speaks of answers and of a report only where there are any, when it is to be ended', async () => {
    const { page, change } = await sentTo()
    expect(await page(`${HOME}/close`)).toContain('the report is made of what has come in')
    await change({ kind: 'update' })
    const [update, updateClosed] = [await page(`${HOME}/cancel`), await page(`${HOME}/close`)]
    expect(update).toContain('Nothing more of it is sent. What was mailed stays in the mailboxes.')
    expect(updateClosed).toContain('Close the update now?')
    for (const html of [update, updateClosed]) expect(html).not.toMatch(/\breport\b|answer|survey now/i)
  })

  it('leads to the end of the call itself, of which everybody invited hears', async () => {
    const { app, page, post, change } = await sentTo()
    const callId = `cal_${'0'.repeat(26)}`
    await change({ kind: 'call', callId })
    const cancelling = `/staff/calls/${callId}/cancel`
    const html = await page()
    expect(html).toContain(`href="${cancelling}"`)
    expect(html).not.toContain(`href="${HOME}/cancel"`)
    for (const end of ['cancel', 'close']) {
      expect((await app.request(`${HOME}/${end}`)).headers.get('location')).toBe(cancelling)
      const refused = await post(`${HOME}/${end}`, {})
      expect(refused.status).toBe(409)
      expect(await refused.text()).toContain('cancel the call')
    }
  })

  it('asks about what was found late, and does what staff say', async () => {
    const { page, change, post, audited, ...network } = await sentTo()
    await change({ next: { purpose: 'reminder', at: NOON, late: true } })
    const html = await page()
    expect(html).toContain('It waits for you.')
    expect(html).toContain(`action="${HOME}/next"`)
    expect((await post(`${HOME}/next`, { decision: 'leave-out' })).status).toBe(303)
    expect(await campaignNow(network)).not.toHaveProperty('next')
    expect((await audited()).map(({ act }) => act)).toContain('campaign.next-leave-out')
    expect((await post(`${HOME}/next`, { decision: 'make' })).status).toBe(409)
  })

  it('tells what the mailings before came to', async () => {
    const { page, change } = await sentTo()
    const past = [{ purpose: 'invitation', begunAt: NOON, recipients: 4, mailed: 3 }]
    await change({ past, round: { number: 1, purpose: 'reminder', begunAt: NOON } })
    const html = await page()
    expect(html).toContain('>Reminder 1<')
    expect(html).toMatch(/Invitation<\/a>, Tuesday, December 1, 2026 at 12:00 PM MST: 3 of 4 mailed/)
    expect(html).toContain(`${HOME}/recipients?round=0`)
  })

  it('invites nobody by an update', async () => {
    const { page, change } = await sentTo()
    await change({ kind: 'update' })
    const html = await page(`${HOME}/recipients`)
    expect(html).toContain('Update</h1>')
    expect(html).not.toContain('Invitation')
  })
})

describe('several doubtful sends', () => {
  const doubtful = async () => {
    const sent = await sentTo()
    for (const n of [0, 1, 2]) await sent.move(n, DOUBT)
    later(sent, 60)
    return sent
  }

  it('are decided on together only after a question', async () => {
    const { page, post, states, audited } = await doubtful()
    expect(await page()).toContain(`href="${HOME}/doubtful/give-up?round=0"`)
    const asked = await page(`${HOME}/doubtful/give-up?round=0`)
    expect(asked).toContain('3 mails are in doubt')
    expect(await states()).toEqual(['SENT', 'UNCERTAIN', 'UNCERTAIN', 'UNCERTAIN'])
    expect((await post(`${HOME}/doubtful/give-up`, { round: '0' })).status).toBe(303)
    expect(await states()).toEqual(['FAILED', 'FAILED', 'FAILED', 'SENT'])
    expect(await audited()).toContainEqual({ act: 'recipients.give-up', detail: { round: 0, many: 3 } })
    const html = await page()
    expect(html).toContain('given up by staff (3)')
    expect(html).not.toContain('Uncertain</h2>')
  })

  it('are sent again by one workflow', async () => {
    const sent = await doubtful()
    const starts = sent.started.length
    expect((await sent.post(`${HOME}/doubtful/send-again`, { round: '0' })).status).toBe(303)
    expect(await sent.states()).toEqual(['PENDING', 'PENDING', 'PENDING', 'SENT'])
    const { revision, state } = await campaignNow(sent)
    expect(state).toBe('sending')
    expect(sent.started.slice(starts).map(({ input }) => input)).toMatchObject([{ campaignId: CAMPAIGN_ID, revision }])
  })

  it('that are settled already are not asked about', async () => {
    const { app, post, move } = await doubtful()
    for (const n of [0, 1, 2]) await move(n, { state: 'DELIVERED', messageId: 'm', at: NOON })
    expect((await app.request(`${HOME}/doubtful/give-up`)).status).toBe(303)
    expect((await post(`${HOME}/doubtful/give-up`, { round: '0' })).status).toBe(409)
  })

  it('in a list too long to be counted while somebody waits are asked about all the same', async () => {
    const { page, post, change, states } = await doubtful()
    await change({ recipients: 6000 })
    const asked = await page(`${HOME}/doubtful/give-up?round=0`)
    expect(asked).toContain('Mails may be in doubt')
    expect(asked).toContain('How many has not been counted lately')
    expect(asked).toContain('for 500 at a time')
    expect((await post(`${HOME}/doubtful/give-up`, { round: '0' })).status).toBe(303)
    expect(await states()).toEqual(['FAILED', 'FAILED', 'FAILED', 'SENT'])
  })

  it('beyond five hundred are decided on in steps, until there is no rest', async () => {
    const sent = await doubtful()
    const [row] = await rows(sent)
    for (let n = 100; n < 1100; n += 25)
      await sent.table.writeEach(
        ...Array.from({ length: 25 }, (_, more) => {
          const id = memberId(n + more)
          return { put: { ...ledgerKey(CAMPAIGN_ID, 3, id), ...row, ...DOUBT, memberId: id, shard: 3 } }
        }),
      )
    expect(await sent.page(`${HOME}/doubtful/give-up?round=0`)).toContain('1,003 mails are in doubt')
    let fields: Record<string, string> = { round: '0' }
    const left: number[] = []
    for (const done of [500, 1000]) {
      const answer = await sent.post(`${HOME}/doubtful/give-up`, fields)
      const next = new URL(answer.headers.get('location') ?? '', sent.site.publicUrl)
      expect(next.pathname).toBe(`${HOME}/doubtful/give-up`)
      fields = Object.fromEntries(next.searchParams)
      const html = await sent.page(`${next.pathname}${next.search}`)
      expect(html).toContain(`That was done for ${done.toLocaleString('en-US')} mails so far.`)
      expect(html).toContain(`name="from" value="${fields.from}"`)
      left.push((await sent.states()).filter((state) => state === 'UNCERTAIN').length)
    }
    expect(left).toEqual([503, 3])
    const last = await sent.post(`${HOME}/doubtful/give-up`, fields)
    expect(last.headers.get('location')).toBe(HOME)
    expect(await sent.states()).not.toContain('UNCERTAIN')
  })

  it('of an earlier mailing are given up, but not sent again', async () => {
    const { post, change, states } = await doubtful()
    const past = [{ purpose: 'invitation', begunAt: NOON, recipients: 4, mailed: 1 }]
    await change({ past, round: { number: 1, purpose: 'reminder', begunAt: NOON } })
    expect((await post(`${HOME}/doubtful/send-again`, { round: '0' })).status).toBe(409)
    expect((await post(`${HOME}/doubtful/give-up`, { round: '0' })).status).toBe(303)
    expect(await states()).toEqual(['FAILED', 'FAILED', 'FAILED', 'SENT'])
  })
})

describe('the recipients', () => {
  it('are listed by what became of them, fifty on a page', async () => {
    const { page } = await sentTo(people(60))
    const first = await page(`${HOME}/recipients?list=mailed`)
    expect(first).toContain('Mailed (60)')
    const [, next = ''] = first.match(/href="([^"]*from=[^"]*)"/) ?? []
    const second = await page(next.replaceAll('&amp;', '&'))
    const names = (html: string) => html.match(/<th scope="row"><a href="[^"]*">[^<]*/g) ?? []
    expect([names(first).length, names(second).length]).toEqual([50, 10])
    expect(new Set([...names(first), ...names(second)]).size).toBe(60)
    expect(second).not.toContain('>The next<')
  })

  it.each(['doubtful', 'failed', 'left-out', 'waiting'])(
    'of which there are none are said to be none: %s',
    async (list) => {
      const { page } = await sentTo(people(1))
      expect(await page(`${HOME}/recipients?list=${list}`)).toMatch(/<p class="empty">(No|Nobody)/)
    },
  )

  it.each(['?round=7', '?round=-1', '?from=nonsense', '?list=nonsense&from=9.mbr_x'])(
    'are found at no wrong address by chance: %s',
    async (query) => {
      const { app } = await sentTo(people(1))
      expect((await app.request(`${HOME}/recipients${query}`)).status).toBeLessThan(400)
    },
  )

  it('come as a file that no spreadsheet runs, without an address, and it is noted who took it', async () => {
    const evil = person(0, { name: PersonName.parse('=HYPERLINK("http://evil.example","x")') })
    const { post, move, audited } = await sentTo([evil, person(1), person(2)])
    await move(0, DOUBT)
    await move(1, { state: 'BOUNCED', bounce: 'hard', messageId: 'm-1', at: NOON })
    const answer = await post(`${HOME}/recipients.csv`, { round: '0' })
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const text = await answer.text()
    expect(text).not.toContain('@')
    const lines = parse(text, { columns: true, bom: true }) as Record<string, string>[]
    expect(lines.map(({ name, mailing, state, reason }) => [name, mailing, state, reason]).sort()).toEqual([
      [`'=HYPERLINK("http://evil.example","x")`, 'Invitation', 'Uncertain', 'no answer came in time'],
      ['Ben Cole', 'Invitation', 'Bounced', 'the address does not exist'],
    ])
    expect(await audited()).toContainEqual({
      act: 'recipients.exported',
      detail: { round: 0, lists: 'doubtful failed', people: 2 },
    })
  })
})

describe('the mail of one recipient', () => {
  it('is the mail that went out, word for word, with dead links', async () => {
    const { page, app, provider } = await sentTo([person(0, { language: 'es' }), person(1)])
    const html = await page(`${HOME}/recipients/${memberId(0)}`)
    expect(html).toContain('The mail as sent')
    expect(html).toContain('Hola')
    const mail = await app.request(`${HOME}/recipients/${memberId(0)}/mail`)
    expect(mail.headers.get('content-security-policy')).toContain('sandbox')
    const shown = await mail.text()
    expect(shown).not.toContain('href="http')
    expect(shown).toContain('Ana Ruiz')
    const [sent] = provider.taken.filter(({ to }) => to.includes('member0@example.org'))
    if (!sent) throw new Error('nothing was sent')
    const { subject, text = '', html: sentHtml = '' } = await provider.read(sent)
    expect(html).toContain(`<dd lang="es">${subject}</dd>`)
    const [, plain = ''] = html.match(/<pre[^>]*>([\s\S]*?)<\/pre>/) ?? []
    expect(words(plain)).toBe(words(text))
    expect(words(shown)).toBe(words(sentHtml))
  })

  it('says when the reader has changed since', async () => {
    const { page, table } = await sentTo(people(1))
    const changed = { memberId: memberId(0), what: 'profile-changed', at: '2026-12-02T00:00:00.000Z', by: 'member' }
    await table.write({ put: { pk: `MEMBER#${memberId(0)}`, sk: 'HISTORY#1', ...changed } })
    expect(await page(`${HOME}/recipients/${memberId(0)}`)).toContain('has changed the profile since')
  })

  it('is none for whoever is not on the ledger, and for whoever was left out', async () => {
    const { app, page } = await sentTo([person(0, { unsubscribes: { surveys: { at: NOON } } }), person(1)])
    expect((await app.request(`${HOME}/recipients/${memberId(7)}`)).status).toBe(404)
    expect(await page(`${HOME}/recipients/${memberId(0)}`)).toContain('No mail was sent.')
    expect((await app.request(`${HOME}/recipients/${memberId(0)}/mail`)).status).toBe(404)
  })
})
