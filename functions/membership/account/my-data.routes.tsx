import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { Clock } from '../../../shared/units.ts'
import { DataPage, RecordPage } from '../../../web/membership/account/data-page.tsx'
import type { Links } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import type { Table } from '../../adapters/table.ts'
import type { Site } from '../../http/audience.tsx'
import { type MemberOf, type MemberPage, requireMember } from '../../http/member-guard.tsx'
import { memberRecord } from './member-record.ts'

type Needs = {
  site: Site
  table: Table
  now: Clock
  links: Pick<Links, 'pseudonym' | 'keyIds'>
  memberOf: MemberOf
}

/** All that is known of a member, for themselves, as a page or as a file. Both are made for this one answer. */
export const myDataRoutes = (needs: Needs) => {
  const member = requireMember(needs.site, needs.memberOf)
  const page = (c: Context<MemberPage>) => ({ site: needs.site, language: c.get('reader'), ...c.get('known') })
  return new Hono<MemberPage>()
    .get('/me/data', member, (c) => c.html(<DataPage {...page(c)} />))

    .post('/me/data', member, async (c) => {
      const { as } = Asked.parse(await c.req.parseBody())
      const known = c.get('known')
      const record = await memberRecord(needs, known, { format: as, language: c.get('reader') })
      log.info('member took their data', { memberId: known.member.memberId, as })
      if (as === 'page') return c.html(<RecordPage {...page(c)} record={record} />)
      return c.body(JSON.stringify({ network: needs.site.networkName, ...record }, null, 2), 200, {
        'content-type': 'application/json; charset=utf-8',
        'content-disposition': `attachment; filename="my-data-${record.madeAt.slice(0, 10)}.json"`,
      })
    })
}

const Asked = z.object({ as: z.enum(['page', 'file']).catch('page') })
