import { setTimeout as pause } from 'node:timers/promises'
import { unguessableId } from '../functions/adapters/chance.ts'
import { hashOf, newToken } from '../functions/adapters/links.ts'
import type { Payments } from '../functions/adapters/stripe.ts'
import { keys, MemberRow } from '../functions/membership/items.ts'
import { activateMember } from '../functions/membership/joining/activate-member.ts'
import { startSignup } from '../functions/membership/joining/start-signup.ts'
import { ApplicationId, type CitySlug, type MemberId } from '../shared/ids.ts'
import { activationLink } from '../shared/membership/activation.ts'
import type { Joining } from '../shared/membership/application.ts'
import { NOTHING_TYPED, readJoin, type TypedJoin } from '../shared/membership/join-form.ts'
import type { Needs } from './network.ts'

type Paying = Needs & {
  payments: Pick<Payments, 'createCheckout' | 'checkoutStanding' | 'endCheckout'>
  publicUrl: string
}

type Joiner = Partial<TypedJoin> & { city: 'san-francisco' | 'denver'; activates: boolean }

/** They join in the present, by the form and with the card of the payment page. All of them are made up. */
const JOINERS: readonly Joiner[] = [
  {
    city: 'san-francisco',
    kind: 'organization',
    name: 'Rosa Delgado',
    email: 'rosa@harbor-house.example.org',
    organization: 'Harbor House (demo)',
    services: 'Meeting rooms and child care during calls',
    expertise: 'Shelter and housing law',
    people: 'Ben Ruiz\nCai Wu',
    amount: '60',
    interval: 'year',
    coversFee: 'yes',
    heard: 'event',
    activates: true,
  },
  {
    city: 'san-francisco',
    kind: 'organization',
    name: 'Imani Brooks',
    email: 'imani@night-school.example.org',
    organization: 'Mission Night School (demo)',
    skills: 'Facilitation in English, Spanish and Cantonese',
    amount: 'other',
    other: '120',
    interval: 'once',
    from: 'spring-fair',
    activates: true,
  },
  {
    city: 'denver',
    kind: 'organization',
    name: 'Naomi Sato',
    email: 'naomi@front-range-legal.example.org',
    organization: 'Front Range Legal Aid (demo)',
    services: 'Free advice on wages and rent, Tuesdays',
    people: 'Elena Novak',
    amount: 'other',
    other: '20',
    interval: 'month',
    coversFee: 'yes',
    heard: 'friend',
    activates: true,
  },
  {
    city: 'denver',
    name: 'Yara Haddad',
    email: 'yara.haddad@example.org',
    amount: 'other',
    other: '1',
    interval: 'month',
    heard: 'social-media',
    activates: true,
  },
  {
    city: 'denver',
    name: 'Marisol Vargas',
    email: 'marisol.vargas@example.org',
    amount: 'other',
    other: '5',
    interval: 'month',
    language: 'es',
    from: 'spring-fair',
    activates: true,
  },
  {
    city: 'san-francisco',
    name: 'Kenji Tran',
    email: 'kenji.tran@example.org',
    amount: '12',
    interval: 'year',
    activates: false,
  },
]

/** At a provider that is not the embedded one nobody pays by themselves: then nobody joins. */
export const joinInThePresent = async (needs: Paying): Promise<number> => {
  const joined = await Promise.all(JOINERS.map((joiner) => join(needs, joiner)))
  return joined.filter(Boolean).length
}

const join = async (needs: Paying, { city, activates, ...typed }: Joiner): Promise<boolean> => {
  const form = { ...NOTHING_TYPED, language: 'en', topics: ['surveys', 'calls', 'updates'], ...typed }
  const read = readJoin(form, city as CitySlug)
  if (read.outcome === 'refused') throw new Error(`the demo form of ${form.name} was refused`)
  const applicationId = unguessableId(ApplicationId, 'app')
  const started = await startSignup(needs, { applicationId, joining: read.joining })
  if (started.outcome !== 'started') throw new Error(`a demo checkout was not opened: ${started.outcome}`)
  if (!['127.0.0.1', 'localhost'].includes(new URL(started.checkoutUrl).hostname)) return false
  await fetch(started.checkoutUrl, {
    method: 'POST',
    body: new URLSearchParams({ action: 'pay' }),
    redirect: 'manual',
  })
  const memberId = await recorded(needs, read.joining)
  if (activates) await activate(needs, memberId)
  return true
}

/** The deployed webhook makes the member. */
const recorded = async ({ table }: Needs, { email }: Joining): Promise<MemberId> => {
  for (let attempt = 0; attempt < 600; attempt++) {
    const row = await table.get(MemberRow, keys.email(email))
    if (row) return row.memberId
    await pause(50)
  }
  throw new Error('the payment of a demo member was not heard of')
}

const activate = async (needs: Needs, memberId: MemberId): Promise<void> => {
  const token = newToken()
  const link = activationLink(memberId, needs.now())
  await needs.table.write({ put: { ...keys.activationLink(hashOf(token)), ...link }, if: { exists: false } })
  const activated = await activateMember({ ...needs, hashOf }, token)
  if (activated.outcome === 'refused') throw new Error(`a demo member was not activated: ${activated.reason}`)
}
