import type { Instant, PlainDate } from '../../units.ts'
import { Topic } from '../../words.ts'
import type { Member } from '../member.ts'
import { type Field, folded, saysYes, topicFields, topicsIn } from './columns.ts'
import { instantWritten, noonOf } from './written.ts'

export type ReadSuppression = { reason: 'soft-bounced' | 'bounced' | 'complained'; at: Instant }

/** What holds where the file does not say it. */
type Unsaid = { topics: readonly Topic[]; wording: string; agreedOn?: PlainDate | undefined }
type Wrong = (field: Field, reason: 'too-long' | 'not-topics' | 'not-a-suppression') => undefined
type Cell = (field: Field) => string
type Agreements = Pick<Member, 'consents' | 'unsubscribes'>

/** A topic that nobody agreed to is not mailed: what the file does not say was not agreed to. */
export const agreementsIn = ({
  cell,
  mapped,
  instant,
  wrong,
  defaults,
  joinedAt,
  at,
}: {
  cell: Cell
  mapped: (field: Field) => boolean
  instant: (field: Field) => Instant | undefined
  wrong: Wrong
  defaults: Unsaid
  joinedAt: Instant
  at: Instant
}): Agreements => {
  const wordingOf = (field: Field) => {
    const text = cell(field) || cell('wording') || defaults.wording || 'imported'
    return text.length > 60 ? (wrong(cell(field) ? field : 'wording', 'too-long') ?? '') : text
  }
  const agreedAt = instant('agreed_at') ?? (defaults.agreedOn ? noonOf(defaults.agreedOn) : joinedAt)
  const listed = mapped('topics') ? topicsIn(cell('topics')) : undefined
  if (mapped('topics') && !listed) wrong('topics', 'not-topics')
  const left = mapped('unsubscribed') ? leftIn(cell('unsubscribed')) : []
  if (!left) wrong('unsubscribed', 'not-topics')
  const agreements: Agreements = { consents: {}, unsubscribes: {} }
  for (const topic of Topic.options) {
    const fields = topicFields(topic)
    const own = instant(fields.agreedAt)
    const agreed =
      own ??
      (mapped(fields.agreedAt)
        ? undefined
        : (listed ?? (mapped('topics') ? [] : defaults.topics)).includes(topic)
          ? agreedAt
          : undefined)
    if (agreed) agreements.consents[topic] = { wording: wordingOf(fields.wording), at: agreed }
    const leftAt = instant(fields.leftAt) ?? (left?.includes(topic) ? at : agreed ? undefined : joinedAt)
    if (leftAt) agreements.unsubscribes[topic] = { at: leftAt }
  }
  return agreements
}

/** An address that may not be mailed elsewhere, and why: in the words of many systems. */
export const suppressedIn = (text: string, at: Instant, wrong: Wrong): ReadSuppression | undefined => {
  const said = folded(text)
  if (/^(|no|n|0|false|none|ok|valid|active|ninguno|falso)$/.test(said)) return undefined
  if (/^soft.?bounc/.test(said)) return { reason: 'soft-bounced', at }
  if (/bounc|rebot|invalid|undeliver/.test(said) || saysYes(text)) return { reason: 'bounced', at }
  if (/compl|spam|queja|abuse/.test(said)) return { reason: 'complained', at }
  return wrong('suppressed', 'not-a-suppression')
}

/** A date says that all was left. */
const leftIn = (text: string): Topic[] | undefined =>
  instantWritten(text, 'month-first') ? [...Topic.options] : topicsIn(text)
