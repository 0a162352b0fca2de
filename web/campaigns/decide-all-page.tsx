import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Layout } from '../layout.tsx'
import { numberText } from './phrases.ts'

type DecideAllPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  round: number
  mailing: string
  decision: 'send-again' | 'give-up'
  many: number
}

/** Before one decision is taken for many doubtful sends. */
export const DecideAllPage = ({ site, actor, campaign, round, mailing, decision, many }: DecideAllPageProps) => {
  const { title, says, button, style } = DECISIONS[decision]
  const back = `/staff/campaigns/${campaign.campaignId}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor}>
      <p>
        <a href={back}>{campaign.title}</a> · {mailing}
      </p>
      <h1>{title}</h1>
      <div class="notice warn">
        <p>
          {many === 1 ? '1 mail is' : `${numberText(many)} mails are`} in doubt: the mail provider may have taken{' '}
          {many === 1 ? 'it' : 'them'}, or not.
        </p>
        <p>{says}</p>
        {many > AT_ONCE && <p>It is done for {AT_ONCE} at a time: press again for the rest.</p>}
      </div>
      <div class="actions">
        <form method="post" action={`${back}/doubtful/${decision}`}>
          <input type="hidden" name="round" value={String(round)} />
          <button class={style} type="submit">
            {button}
          </button>
        </form>
        <a href={back}>Leave them as they are</a>
      </div>
    </Layout>
  )
}

const AT_ONCE = 500

const DECISIONS = {
  'send-again': {
    title: 'Send all of the uncertain again?',
    says: 'Whoever did get the first mail then has it twice. When the provider has news of a first mail before the second leaves, no second is sent.',
    button: 'Send them all again',
    style: '',
  },
  'give-up': {
    title: 'Give all of the uncertain up?',
    says: 'Whoever did not get the mail then never does. When the provider tells later that a mail was taken, it counts as sent.',
    button: 'Give them all up',
    style: 'danger',
  },
} as const
