import type { Links } from '../functions/adapters/links.ts'
import { createCall } from '../functions/calls/create-call.ts'
import { markAttendance } from '../functions/calls/mark-attendance.ts'
import { storeReply } from '../functions/calls/store-reply.ts'
import { readCampaign } from '../functions/campaigns/campaigns.ts'
import { editCampaign } from '../functions/campaigns/drafting/create-campaign.ts'
import { inviteToCall } from '../functions/campaigns/sending/invite-to-call.ts'
import { closeCampaign } from '../functions/campaigns/settling/close-campaign.ts'
import { type Call, callKey, Call as StoredCall } from '../shared/calls/call.ts'
import { type Campaign, campaignItem } from '../shared/campaigns/campaign.ts'
import type { City } from '../shared/cities/city.ts'
import type { Actor } from '../shared/identity/actor.ts'
import { instantInCity, wallClockInCity } from '../shared/local-time.ts'
import { type Instant, plusDays, plusSeconds } from '../shared/units.ts'
import { launchDraft, neverDue, sendToNobody } from './campaigns.ts'
import { chance, weighted } from './chance.ts'
import type { Needs as NetworkNeeds, SeededMember } from './network.ts'

type Needs = NetworkNeeds & { links: Links }
type Calling = { staff: Actor; city: City; members: readonly SeededMember[] }

/**
 * A call of an evening some days from now, with too few places: some of those who come stand on the waiting list. They
 * were invited days ago, so that the attention limit leaves room for what is sent next in this city.
 */
export const inviteToNextCall = async (needs: Needs, calling: Calling): Promise<void> => {
  const then = { ...needs, table: neverDue(needs.table), now: () => plusDays(needs.now(), -3) }
  const call = await plan(needs, calling, {
    day: plusDays(needs.now(), 9),
    title: 'What we do about heat in the summer',
    agenda:
      'The baseline report is out. We decide on **three things** to do before June:\n\n- shade at bus stops\n- cooling centers that stay open at night\n- who checks on whom\n\nBring one idea.',
    capacity: 12,
  })
  const campaign = await draft(then, calling, call, 'The council has read your answers. Now it is about what we do.')
  await launchDraft({ ...then, startWorkflow: async () => ({ outcome: 'started' }) }, campaign, calling.staff)
  await sendToNobody(then, campaign.campaignId)
  // From here on the clock looks after it: its workflow opens it, and reminds whoever comes.
  const sent = await readCampaign(needs.table, campaign.campaignId)
  if (sent) await needs.table.write({ put: campaignItem(sent) })
  await reply(needs, calling, call, { share: 0.35, until: needs.now() })
}

/** Its mails went to nobody, as those of the other campaigns of the past. */
export const holdPastCall = async (
  needs: Needs,
  { heldAt, ...calling }: Calling & { heldAt: Instant },
): Promise<void> => {
  const invitedAt = plusDays(heldAt, -10)
  const then = { ...needs, table: neverDue(needs.table), now: () => invitedAt }
  const call = await plan(then, calling, {
    day: heldAt,
    title: 'Getting to know each other',
    agenda: 'Who takes part, and what brings you here.',
  })
  const campaign = await draft(then, calling, call, 'The first call of our network. Say hello.')
  await launchDraft({ ...then, startWorkflow: async () => ({ outcome: 'started' }) }, campaign, calling.staff)
  await sendToNobody(then, campaign.campaignId)
  const replied = await reply(then, calling, call, { share: 0.5, until: plusDays(invitedAt, 9) })
  await closeCampaign({ ...needs, now: () => call.startsAt }, campaign.campaignId)
  const came = replied.filter((memberId) => chance(`came ${memberId}`) < 0.7)
  const after = { ...needs, now: () => plusSeconds(call.startsAt, 7200) }
  await markAttendance(after, call, { shown: replied, came, actor: calling.staff })
}

const plan = async (
  needs: Needs,
  { city, staff }: Calling,
  { day, title, agenda, capacity }: { day: Instant; title: string; agenda: string; capacity?: number },
): Promise<Call> => {
  const wallClock = `${wallClockInCity(day, city.timeZone).slice(0, 10)}T18:30`
  const start = instantInCity(wallClock, city.timeZone, 'first')
  if (start.outcome !== 'instant') throw new Error('the demo call has no time')
  const fields = {
    title,
    agenda,
    wallClock,
    startsAt: start.instant,
    minutes: 60,
    link: 'https://meet.example.org/common-agenda',
    dialIn: '+1 504 555 0142, code 2040#',
    ...(capacity && { capacity }),
  }
  return createCall(needs, { city: city.slug, fields, actor: staff })
}

const draft = async (needs: Needs, { staff }: Calling, call: Call, message: string): Promise<Campaign> => {
  const invited = await inviteToCall(needs, { callId: call.callId, actor: staff })
  if (invited.outcome === 'refused') throw new Error(`the demo invitation was refused: ${invited.reason}`)
  const edited = await editCampaign(needs, invited.campaignId, {
    draft: { city: call.city, title: `You are invited: ${call.title}`, message },
    content: { kind: 'call', callId: call.callId },
    closesAt: call.startsAt,
    actor: staff,
    revision: 1,
  })
  const campaign = await readCampaign(needs.table, invited.campaignId)
  if (edited.outcome === 'refused' || !campaign) throw new Error('the demo invitation could not be written')
  return campaign
}

/** A share of the members replies, one after the other. */
const reply = async (
  needs: Needs,
  { members }: Calling,
  call: Call,
  { share, until }: { share: number; until: Instant },
) => {
  const current = (await needs.table.get(StoredCall, callKey(call.callId))) ?? call
  const replying = members.filter(({ email }) => chance(`${call.title} ${email}`) < share)
  for (const [nth, { memberId, email }] of replying.entries()) {
    const at = plusSeconds(until, -600 * (replying.length - nth))
    await storeReply(needs, current, memberId, weighted(`reply ${email}`, { yes: 6, maybe: 2, no: 2 }), at)
  }
  return replying.map(({ memberId }) => memberId)
}
