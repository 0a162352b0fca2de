import type { Campaign, CampaignIn } from '../campaign.ts'

export const frozenBefore = (campaign: Campaign) =>
  'ledgerShards' in campaign && campaign.ledgerShards ? { ledgerShards: campaign.ledgerShards } : {}

/** The plan alone, whatever became of it. */
export const planOf = (campaign: Campaign) => ({ ...aboutOf(campaign), ...commonOf(campaign) })

/** What is sent. */
const aboutOf = (campaign: Campaign) => {
  switch (campaign.kind) {
    case 'survey': {
      const { kind, surveyId, surveyVersion, protection, reminders } = campaign
      return { kind, surveyId, surveyVersion, protection, ...(reminders && { reminders }) }
    }
    case 'call':
      return { kind: campaign.kind, callId: campaign.callId }
    case 'update': {
      const { kind, participantsOf } = campaign
      return { kind, ...(participantsOf && { participantsOf }) }
    }
  }
}

const commonOf = (campaign: Campaign) => ({
  campaignId: campaign.campaignId,
  city: campaign.city,
  title: campaign.title,
  message: campaign.message,
  closesAt: campaign.closesAt,
  createdAt: campaign.createdAt,
  revision: campaign.revision,
  ...(campaign.editedBy && { editedBy: campaign.editedBy }),
  ...(campaign.repeats && { repeats: campaign.repeats }),
  ...(campaign.wave && { wave: campaign.wave }),
  ...(campaign.waveBefore && { waveBefore: campaign.waveBefore }),
  ...(campaign.nextWave && { nextWave: campaign.nextWave }),
  ...(campaign.lastWave && { lastWave: campaign.lastWave }),
})

export const launchedOf = ({
  launchAt,
  responseKey,
  approval,
  round,
  past,
  missed,
  next,
}: CampaignIn<'freezing' | 'sending' | 'paused' | 'open'>) => ({
  launchAt,
  responseKey,
  ...(approval && { approval }),
  ...(round && { round }),
  ...(past && { past }),
  ...(missed && { missed }),
  ...(next && { next }),
})

export const sendingOf = (campaign: CampaignIn<'sending' | 'open'>): CampaignIn<'sending'> => ({
  ...planOf(campaign),
  ...launchedOf(campaign),
  state: 'sending',
  recipients: campaign.recipients,
  ledgerShards: campaign.ledgerShards,
})
