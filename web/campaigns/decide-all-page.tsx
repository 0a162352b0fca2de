import type { Campaign } from '../../shared/campaigns/campaign.ts'
import type { Actor } from '../../shared/identity/actor.ts'
import { Layout } from '../layout.tsx'
import { numeral } from '../numeral.ts'

type DecideAllPageProps = {
  site: { networkName: string }
  actor: Actor
  campaign: Campaign
  round: number
  mailing: string
  decision: 'send-again' | 'give-up'
  /** `undefined`: of a ledger this long they are not counted while somebody waits. */
  many: number | undefined
  atOnce: number
  /** For so many it has been taken in the steps before; `from`: where the next one begins. */
  done: number
  from: string | undefined
}

/** Before one decision is taken for many doubtful sends. */
export const DecideAllPage = (props: DecideAllPageProps) => {
  const { site, actor, campaign, round, mailing, decision, many, atOnce, done, from } = props
  const { title, says, button, style } = DECISIONS[decision]
  const back = `/staff/campaigns/${campaign.campaignId}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor}>
      <p>
        <a href={back}>{campaign.title}</a> · {mailing}
      </p>
      <h1>{title}</h1>
      {from && (
        <p class="notice" role="status">
          {done === 1 ? 'That was done for 1 mail' : `That was done for ${numeral(done)} mails`} so far. Go on with the
          rest.
        </p>
      )}
      <div class="notice warn">
        <p>
          {many === undefined ? 'Mails may be' : many === 1 ? '1 mail is' : `${numeral(many)} mails are`} in doubt: the
          mail provider may have taken {many === 1 ? 'it' : 'them'}, or not.
          {many === undefined && ' How many has not been counted lately: the list is long.'}
        </p>
        <p>{says}</p>
        {(many === undefined || many > atOnce) && (
          <p>
            It is done for {numeral(atOnce)} at a time: this page then comes again for the rest, until there is none.
          </p>
        )}
      </div>
      <div class="actions">
        <form method="post" action={`${back}/doubtful/${decision}`}>
          <input type="hidden" name="round" value={String(round)} />
          {from && <input type="hidden" name="from" value={from} />}
          <input type="hidden" name="done" value={String(done)} />
          <button class={style} type="submit">
            {from ? 'Go on with the rest' : button}
          </button>
        </form>
        <a href={back}>Leave them as they are</a>
      </div>
    </Layout>
  )
}

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
