import type { Actor } from '../../shared/identity/actor.ts'
import { type NewId, QuestionId, SurveyId } from '../../shared/ids.ts'
import { questionFromBank } from '../../shared/surveys/bank.ts'
import { applyDraft, type DraftFaults } from '../../shared/surveys/draft.ts'
import type { Survey } from '../../shared/surveys/survey.ts'
import type { Clock } from '../../shared/units.ts'
import type { Dimension, ProtectionLevel } from '../../shared/words.ts'
import { auditEntry } from '../adapters/audit.ts'
import type { Table } from '../adapters/table.ts'
import { surveyWrites } from './survey-store.ts'

type Needs = { table: Pick<Table, 'write'>; now: Clock; newId: NewId }
type Input = {
  actor: Actor | 'first-staff'
  title: string
  introduction: string
  protection: ProtectionLevel
  /** Questions of the bank to begin with. */
  about: readonly Dimension[]
}

export const createSurvey = async (
  { table, now, newId }: Needs,
  input: Input,
): Promise<
  | { outcome: 'created'; survey: Survey }
  | { outcome: 'refused'; reason: 'without-title' }
  | { outcome: 'refused'; reason: 'not-storable'; faults: DraftFaults }
> => {
  const blank: Survey = {
    surveyId: newId(SurveyId, 'svy'),
    version: 1,
    title: '',
    introduction: '',
    protection: input.protection,
    questions: input.about.map((dimension) => questionFromBank(dimension, newId(QuestionId, 'qst'))),
    editedAt: now(),
  }
  const applied = applyDraft(blank, { ...input, questions: [] })
  if (applied.outcome === 'refused') return { ...applied, reason: 'not-storable' }
  const { survey } = applied
  if (!survey.title) return { outcome: 'refused', reason: 'without-title' }
  const entry = auditEntry({ at: survey.editedAt, actor: input.actor, act: 'survey.created', subject: survey.surveyId })
  const written = await table.write(...surveyWrites(survey, { exists: false }), entry)
  if (written.outcome === 'refused') throw new Error('a new survey id was already taken')
  return { outcome: 'created', survey }
}
