import { type Context, Hono } from 'hono'
import * as z from 'zod'
import type { City } from '../../shared/cities/city.ts'
import { isStaff, may } from '../../shared/identity/actor.ts'
import { ApiKeyPolicy, KeyName, mayHandOut, parseReach } from '../../shared/identity/api-key.ts'
import { ApiKeyId, type NewId } from '../../shared/ids.ts'
import type { Problem } from '../../web/components/form.tsx'
import { ApiKeyMadePage, ApiKeysPage } from '../../web/identity/api-keys-page.tsx'
import { apiKeyWords } from '../../web/words/api-keys.ts'
import type { Page, Site } from '../http/audience.tsx'
import { type ActorOf, requireCouncil } from '../http/guard.tsx'
import { statusOf } from '../http/refusals.ts'
import { type ChosenKey, type KeyNeeds, keysOf, makeKey, revokeKey } from './api-keys.ts'

type Needs = KeyNeeds & { site: Site; unguessableId: NewId; cities: () => Promise<City[]>; actorOf: ActorOf }

/** Councils and staff give programs keys to what they may read themselves, and take them back. */
export const apiKeyRoutes = (needs: Needs) => {
  const page = async (c: Context<Page>, typed: Partial<Typed> = {}, problems: Problem[] = []) => {
    const actor = c.get('actor')
    const [keys, cities] = await Promise.all([keysOf(needs.table, actor.userId), needs.cities()])
    return (
      <ApiKeysPage
        {...shown(c)}
        keys={keys}
        cities={cities.filter(({ slug }) => may(actor, 'report.read', slug))}
        ofAllCities={isStaff(actor)}
        keyId={needs.unguessableId(ApiKeyId, 'key')}
        now={needs.now()}
        revoked={c.req.query('revoked') !== undefined && problems.length === 0}
        typed={typed}
        problems={problems}
      />
    )
  }
  const shown = (c: Context<Page>) => ({ site: needs.site, language: c.get('reader'), actor: c.get('actor') })

  return new Hono<Page>()
    .use('/account/*', requireCouncil(needs))

    .get('/account/keys', async (c) => c.html(await page(c)))

    .post('/account/keys', async (c) => {
      const typed = Typed.parse(await c.req.parseBody())
      const words = apiKeyWords[c.get('reader')]
      const read = chosenIn(typed)
      const chosen = read && mayHandOut(c.get('actor'), read.reach) ? read : undefined
      const problems: Problem[] = []
      if (!KeyName.safeParse(typed.name).success) problems.push({ field: 'name', message: words.wrong.name })
      if (!chosen && problems.length === 0) problems.push({ field: 'reach', message: words.wrong.reach })
      if (!chosen || problems.length > 0) return c.html(await page(c, typed, problems), 422)

      const made = await makeKey(needs, c.get('actor'), chosen)
      if (made.outcome === 'made')
        return c.html(<ApiKeyMadePage {...shown(c)} made={made.key} token={made.token} cities={await needs.cities()} />)
      const problem = { field: 'name', message: words.refused[made.reason] }
      return c.html(await page(c, typed, [problem]), made.reason === 'not-yours' ? statusOf(made.reason) : 409)
    })

    .post('/account/keys/:keyId/revocation', async (c) => {
      const keyId = ApiKeyId.safeParse(c.req.param('keyId'))
      if (!keyId.success) return c.notFound()
      const outcome = await revokeKey(needs, c.get('actor'), keyId.data)
      return outcome === 'revoked' ? c.redirect('/account/keys?revoked', 303) : c.notFound()
    })
}

const text = z.string().catch('')
const Typed = z.object({ keyId: text, name: text, reach: text, days: text })
type Typed = z.output<typeof Typed>

const chosenIn = (typed: Typed): ChosenKey | undefined => {
  const keyId = ApiKeyId.safeParse(typed.keyId)
  const name = KeyName.safeParse(typed.name)
  const reach = parseReach(typed.reach)
  const days = ApiKeyPolicy.days.find((offered) => String(offered) === typed.days)
  return keyId.success && name.success && reach && days
    ? { keyId: keyId.data, name: name.data, reach, days }
    : undefined
}
