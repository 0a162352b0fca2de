import type { Actor } from '../../shared/identity/actor.ts'
import type { SurveyId } from '../../shared/ids.ts'
import { applyDraft, type Draft, type DraftFaults } from '../../shared/surveys/draft.ts'
import { type Edit, edit } from '../../shared/surveys/edit.ts'
import { type Survey, surveyKey } from '../../shared/surveys/survey.ts'
import { type Clock, type Instant, instantOf } from '../../shared/units.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table, Write } from '../adapters/table.ts'
import { newestVersion, surveyWrites } from './survey-store.ts'

type Needs = { table: Pick<Table, 'query' | 'write'>; now: Clock }
type Input = {
  actor: Actor | 'first-staff'
  surveyId: SurveyId
  /** The state that the form was filled from: whoever saved since then must not be overwritten unseen. */
  seen: { version: number; editedAt: string }
  draft: Draft
  change: Edit
}

/** Saves what was typed and then does what the button says. A version that was launched stays; the next one is written. */
export const editSurvey = async (
  { table, now }: Needs,
  { actor, surveyId, seen, draft, change }: Input,
): Promise<
  | { outcome: 'saved'; survey: Survey }
  | { outcome: 'refused'; reason: 'unknown' }
  | { outcome: 'refused'; reason: 'changed-meanwhile'; stored: Survey }
  | { outcome: 'refused'; reason: 'not-storable'; stored: Survey; faults: DraftFaults }
  | { outcome: 'refused'; reason: 'too-many-questions'; stored: Survey }
> => {
  const stored = await newestVersion(table, surveyId)
  if (!stored) return { outcome: 'refused', reason: 'unknown' }
  if (stored.version !== seen.version || stored.editedAt !== seen.editedAt)
    return { outcome: 'refused', reason: 'changed-meanwhile', stored }

  const applied = applyDraft(stored, draft)
  if (applied.outcome === 'refused') return { ...applied, reason: 'not-storable', stored }
  const edited = edit(applied.survey, change)
  if (edited.outcome === 'refused') return { ...edited, stored }

  const next = nextVersion(stored, edited.survey, now())
  const entry = auditEntry({
    at: next.editedAt,
    actor,
    act: 'survey.edited',
    subject: surveyId,
    detail: { version: next.version, change: change.act },
  })
  const unchanged = { equals: { editedAt: stored.editedAt } }
  const writes: Write[] = stored.launchedAt
    ? [...surveyWrites(next, { exists: false }), { check: surveyKey(surveyId, stored.version), if: unchanged }]
    : surveyWrites(next, { ...unchanged, missing: ['launchedAt'] })
  const written = await table.write(...writes, entry)
  if (written.outcome === 'written') return { outcome: 'saved', survey: next }
  return { outcome: 'refused', reason: 'changed-meanwhile', stored: (await newestVersion(table, surveyId)) ?? stored }
}

const nextVersion = (stored: Survey, edited: Survey, now: Instant): Survey => {
  const { launchedAt, removed = [], ...kept } = edited
  return {
    ...kept,
    version: launchedAt ? stored.version + 1 : stored.version,
    // The time is also the lock, so it must move even when two saves fall into one millisecond.
    editedAt: now > stored.editedAt ? now : instantOf(Date.parse(stored.editedAt) + 1),
    ...(removed.length > 0 && { removed }),
  }
}
