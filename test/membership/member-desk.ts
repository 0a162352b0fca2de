import { ScanCommand } from '@aws-sdk/lib-dynamodb'
import { unguessableId } from '../../functions/adapters/chance.ts'
import type { Mail } from '../../functions/adapters/mail.ts'
import { rateLimits } from '../../functions/adapters/rate-limit.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { audienceApp } from '../../functions/http/audience.tsx'
import { sendServiceMail } from '../../functions/mail/send-service-mail.ts'
import { serviceMailWriter } from '../../functions/mail/write-service-mail.ts'
import { accountRoutes } from '../../functions/membership/account/account.routes.tsx'
import { duesRoutes } from '../../functions/membership/account/dues.routes.tsx'
import { memberSessions } from '../../functions/membership/account/member-sessions.ts'
import { memberSignInRoutes } from '../../functions/membership/account/member-sign-in.routes.tsx'
import { myDataRoutes } from '../../functions/membership/account/my-data.routes.tsx'
import { erasureRoutes } from '../../functions/membership/erasure/erasure.routes.tsx'
import { City } from '../../shared/cities/city.ts'
import { ServiceMail } from '../../shared/mail/service-mail.ts'
import type { Joining } from '../../shared/membership/application.ts'
import { activateMembership } from './activated.ts'
import { ana, links, openCity, sanFrancisco, site, tokens } from './cast.ts'
import { openDesk } from './payment-desk.ts'

export type MemberDesk = Awaited<ReturnType<typeof openMemberDesk>>

export const oakland = City.parse({ ...sanFrancisco, slug: 'oakland', name: 'Oakland', neighbourhoods: ['Fruitvale'] })

/** The pages of members over a table and a stand-in for Stripe, with a sender that keeps the mails. */
export const openMemberDesk = async (port: number, over: (table: Table) => Table = (table) => table) => {
  const desk = await openDesk(port)
  const table = over(desk.table)
  await openCity(table, oakland)
  const { now } = desk
  const { newId, payments } = desk.needs
  const { hashOf } = tokens
  const limits = rateLimits({ table, links, now })
  const sessions = memberSessions({ table, now, hashOf })
  const { memberOf, isForgotten } = sessions

  const app = audienceApp(site, { section: 'me' })
  app.route('/', memberSignInRoutes({ site, table, now, newId, hashOf, limits, sessions }))
  app.route('/', accountRoutes({ site, table, now, newId, hashOf, links, limits, memberOf }))
  app.route('/', duesRoutes({ site, table, now, newId, unguessableId, links, payments, memberOf }))
  app.route('/', erasureRoutes({ site, table, now, newId, memberOf, isForgotten }))
  app.route('/', myDataRoutes({ site, table, now, links, memberOf }))

  const sent: Mail[] = []
  const sending = {
    table: desk.table,
    now,
    chance: () => 0.5,
    sending: async () => ({ outcome: 'may', since: now() }) as const,
    mail: {
      prepare: async (mail: Mail) => ({ mail }) as never,
      send: async (envelope: unknown) => {
        sent.push((envelope as { mail: Mail }).mail)
        return { outcome: 'accepted', messageId: `m${sent.length}` } as const
      },
    },
    isSuppressed: async () => false,
    write: serviceMailWriter({ table: desk.table, now, links, site, contact: 'hello@example.org', ...tokens }),
  }

  const rows = async () => (await desk.client.send(new ScanCommand({ TableName: desk.tableName }))).Items ?? []

  /** A browser with its cookies. */
  const browser = () => {
    const jar = new Map<string, string>()
    const goes = async (
      path: string,
      init: { method?: string; body?: URLSearchParams; origin?: string | null } = {},
    ) => {
      const { origin = site.publicUrl } = init
      const answer = await app.request(path, {
        ...(init.method && { method: init.method }),
        ...(init.body && { body: init.body }),
        headers: {
          cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
          ...(init.method === 'POST' && origin !== null && { origin }),
        },
      })
      for (const cookie of answer.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
        if (value === '' || /Max-Age=0/.test(cookie)) jar.delete(name)
        else jar.set(name, value)
      }
      return {
        status: answer.status,
        headers: answer.headers,
        location: answer.headers.get('location'),
        html: await answer.text(),
      }
    }
    return {
      jar,
      opens: (path: string) => goes(path),
      looksAt: (path: string) => goes(path, { method: 'HEAD' }),
      sends: (path: string, fields: Record<string, string> | [string, string][] = {}, origin?: string | null) =>
        goes(path, { method: 'POST', body: new URLSearchParams(fields), ...(origin !== undefined && { origin }) }),
    }
  }
  type Browser = ReturnType<typeof browser>

  /** Sends every mail that waits, oldest first, and answers those that have left. */
  const post = async (): Promise<Mail[]> => {
    const before = sent.length
    for (const row of (await rows()).filter(({ sk }) => String(sk).startsWith('MAIL#')).sort(bySk)) {
      const mail = ServiceMail.safeParse(row)
      if (mail.success && mail.data.state === 'PENDING' && row.pk !== 'NOBODY')
        await sendServiceMail(sending, mail.data)
    }
    return sent.slice(before)
  }

  return {
    ...desk,
    table,
    app,
    browser,
    sent,
    post,
    rows,
    /** Somebody who has joined, paid and activated. */
    joins: async (n = 1, joining: Joining = ana) => {
      await desk.press(await desk.ask(n, joining), 'pay')
      await desk.settled()
      const { member, membership } = await desk.memberOf(joining.email)
      await activateMembership(desk.table, member, membership, now())
      return desk.memberOf(joining.email)
    },
    /** A browser in which the member is signed in. */
    signsIn: async (email: string = ana.email, as: Browser = browser()) => {
      await as.sends('/me/sign-in', { email })
      const [mail] = await post()
      const { status } = await as.sends('/me/sign-in', { t: tokenOf(mail) })
      if (status !== 303) throw new Error(`signing in was answered with ${status}`)
      return as
    },
  }
}

/** The token of the first link of ours in a mail. */
export const tokenOf = (mail: Mail | undefined): string => linkOf(mail).searchParams.get('t') ?? ''

export const linkOf = (mail: Mail | undefined): URL => {
  const found = /https?:\/\/\S+[?&]t=\S+/.exec(mail?.text ?? '')
  if (!found) throw new Error('the mail has no link')
  return new URL(found[0])
}

const bySk = (a: Record<string, unknown>, b: Record<string, unknown>) => (String(a.sk) < String(b.sk) ? -1 : 1)
