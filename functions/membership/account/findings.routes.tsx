import { type Context, Hono } from 'hono'
import { CampaignId } from '../../../shared/ids.ts'
import { FindingsPage } from '../../../web/membership/account/findings-page.tsx'
import type { Links } from '../../adapters/links.ts'
import { log } from '../../adapters/log.ts'
import type { Table } from '../../adapters/table.ts'
import type { Site } from '../../http/audience.tsx'
import { type MemberOf, type MemberPage, requireMember } from '../../http/member-guard.tsx'
import { ownAnswers, readFindings } from './own-findings.ts'

type Needs = { site: Site; table: Table; links: Pick<Links, 'pseudonym' | 'keyIds'>; memberOf: MemberOf }

/** What was found, for those who answered; with their own answers beside it only when they ask. */
export const findingsRoutes = (needs: Needs) => {
  const { site, table } = needs
  const member = requireMember(site, needs.memberOf)
  const named = async (c: Context<MemberPage>) => {
    const campaignId = CampaignId.safeParse(c.req.param('campaignId'))
    return campaignId.success ? readFindings(table, c.get('known'), campaignId.data) : undefined
  }
  const page = (c: Context<MemberPage>) => ({ site, language: c.get('reader'), member: c.get('known').member })

  return new Hono<MemberPage>()
    .get('/answers/:campaignId/findings', member, async (c) => {
      const findings = await named(c)
      return findings ? c.html(<FindingsPage {...page(c)} findings={findings} />) : c.notFound()
    })

    .post('/answers/:campaignId/findings', member, async (c) => {
      const findings = await named(c)
      if (!findings) return c.notFound()
      const { campaignId } = findings
      const own = (await ownAnswers(needs, c.get('known'), campaignId, c.get('reader'))) ?? 'not-stored'
      log.info('member looked at their answers', { campaignId })
      return c.html(<FindingsPage {...page(c)} findings={findings} own={own} />)
    })
}
