import type { Child } from 'hono/jsx'
import type { Actor } from '../../../shared/identity/actor.ts'
import { type Problem, Problems } from '../../components/form.tsx'
import { Layout } from '../../layout.tsx'

type MemberActPageProps = {
  site: { networkName: string }
  actor: Actor
  member: { memberId: string; name: string }
  title: string
  /** What will happen, before it does. */
  says: readonly string[]
  button: string
  danger?: boolean | undefined
  /** Made with the form: sent twice, it does one thing. */
  request?: string | undefined
  problems?: readonly Problem[] | undefined
  /** In place of the form: it cannot be done. */
  impossible?: string | undefined
  children?: Child
}

/** Before something is done for a member: what it does, what it asks, and the button. */
export const MemberActPage = (props: MemberActPageProps) => {
  const { site, actor, member, title, says, problems = [], impossible } = props
  const back = `/staff/members/${member.memberId}`
  return (
    <Layout site={site} section="staff" language="en" title={title} actor={actor} refused={problems.length > 0}>
      <p>
        <a href={back}>
          <bdi>{member.name}</bdi>
        </a>
      </p>
      <h1>{title}</h1>
      <Problems language="en" problems={problems} />
      {impossible ? (
        <p class="notice warn">{impossible}</p>
      ) : (
        <form method="post" novalidate>
          <div class={props.danger ? 'notice warn' : 'notice'}>
            {says.map((sentence) => (
              <p>{sentence}</p>
            ))}
          </div>
          {props.request && <input type="hidden" name="request" value={props.request} />}
          {props.children}
          <div class="actions">
            <button type="submit" class={props.danger ? 'danger' : ''}>
              {props.button}
            </button>
            <a href={back}>Leave it as it is</a>
          </div>
        </form>
      )}
    </Layout>
  )
}
