import type { Language } from '../../../shared/identity/person.ts'
import type { JoinRefusal } from '../../../shared/membership/join-form.ts'
import type { Problem } from '../../components/form.tsx'
import { joinWords } from '../../words/join.ts'

type Frame = { language: Language; site: { networkName: string } }

/** What is wrong with a field, in the reader's words: those of this field, or else those of the reason. */
export const joinProblem = (
  { language, site }: Frame,
  { field, reason }: { field: string; reason: JoinRefusal },
): Problem => {
  const words: Record<string, string> = joinWords[language].problems
  const said = words[`${field}.${reason}`] ?? words[reason] ?? reason
  return { field, message: said.replace('{network}', site.networkName) }
}
