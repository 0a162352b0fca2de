import type { Sending } from '../../shared/mail/sending-permit.ts'
import { Field, type Problem, Problems } from '../components/form.tsx'
import { Layout, type Reader } from '../layout.tsx'
import { localTime } from '../local-time.ts'

export type HeldBack = { campaignId: string; title: string; state: 'held' | 'paused' }

type SendingPageProps = {
  site: { networkName: string }
  actor: Reader
  sending: Sending
  mails: { waiting: number; old: number; more: boolean }
  campaigns: readonly HeldBack[]
  typed?: { network?: string; reason?: string } | undefined
  problems?: readonly Problem[]
  notice?: string | undefined
}

export const SendingPage = ({
  site,
  actor,
  sending,
  mails,
  campaigns,
  typed,
  problems = [],
  notice,
}: SendingPageProps) => {
  const off = sending.outcome === 'may-not'
  // The page says the same at more length.
  const reader = { ...actor, sendingOff: undefined }
  return (
    <Layout site={site} section="staff" language="en" title="Sending" actor={reader} refused={problems.length > 0}>
      <h1>Sending</h1>
      {notice && (
        <p class="notice" role="status">
          {notice}
        </p>
      )}
      <Problems language="en" problems={problems} />
      <Standing sending={sending} />
      <h2>What waits</h2>
      <ul>
        <li>{waiting(mails)}</li>
        <li>{held(campaigns.length)}</li>
      </ul>
      <Campaigns campaigns={campaigns} />
      {mails.old > 0 && <Discard old={mails.old} more={mails.more} />}
      {off && <TurnOn site={site} typed={typed} problems={problems} />}
    </Layout>
  )
}

const Standing = ({ sending }: Pick<SendingPageProps, 'sending'>) => {
  if (sending.outcome === 'may')
    return <p>This environment sends mail. It has been allowed to since {localTime(sending.since, 'UTC', 'en')}.</p>
  if (sending.outcome === 'claim') return <p>Nothing has been sent yet. The first mail will simply leave.</p>
  return (
    <div class="notice warn">
      <p>
        <strong>This environment does not send mail:</strong> its data come from another one
        {sending.since && ` (seen since ${localTime(sending.since, 'UTC', 'en')})`}. They have been copied, or restored
        from a backup.
      </p>
      <p>
        Were it to send, people could get every mail twice: from here, and from where the data come from. Nobody can
        sign in by a mailed link here, and new members get no activation link.
      </p>
    </div>
  )
}

const Campaigns = ({ campaigns }: Pick<SendingPageProps, 'campaigns'>) =>
  campaigns.length === 0 ? null : (
    <ul>
      {campaigns.map(({ campaignId, title, state }) => (
        <li>
          <a href={`/staff/campaigns/${campaignId}`}>{title}</a>{' '}
          <span class="badge warn">{state === 'held' ? 'Waits for you' : 'Paused'}</span>
        </li>
      ))}
    </ul>
  )

const Discard = ({ old, more }: { old: number; more: boolean }) => (
  <form method="post" action="/staff/sending/discarded">
    <p>
      {old === 1 ? '1 mail has' : `${old}${more ? ' or more' : ''} mails have`} waited for more than a day. In a copied
      environment they have left elsewhere already.
    </p>
    <button class="danger" type="submit">
      Do not send these any more
    </button>
  </form>
)

const TurnOn = ({ site, typed, problems = [] }: Pick<SendingPageProps, 'site' | 'typed' | 'problems'>) => (
  <>
    <h2>Turn sending on</h2>
    <p>
      Only when this environment takes the place of the one that its data come from, and that one has been turned off.
      All mails that wait leave within a quarter of an hour, but for links to sign in that are too old. Campaigns that
      are held or paused wait for you: launch or resume each one yourself. Those that are planned for a later time start
      then.
    </p>
    <form method="post" action="/staff/sending" novalidate>
      <Field
        name="network"
        label="Name of the network"
        help={`Type “${site.networkName}”, so that this is not done by mistake.`}
        value={typed?.network}
        problems={problems}
        autocomplete="off"
      />
      <Field
        name="reason"
        label="Reason"
        help="It stands in the audit log with your name. No addresses of people."
        value={typed?.reason}
        problems={problems}
        maxlength={500}
        rows={3}
      />
      <button class="danger" type="submit">
        Turn sending on
      </button>
    </form>
  </>
)

const waiting = ({ waiting: count, more }: SendingPageProps['mails']) => {
  if (count === 0) return 'No mail that one person waits for.'
  return `${more ? 'More than ' : ''}${count === 1 ? '1 mail that one person waits' : `${count} mails that people wait`} for.`
}

const held = (count: number) => (count === 0 ? 'No campaign.' : count === 1 ? '1 campaign.' : `${count} campaigns.`)
