import type { ReportDocument, ReportTable } from '../../../shared/results/document.ts'
import type { Solve } from '../../../shared/results/gate/programme.ts'
import type { EarlierTables } from '../../../shared/results/inputs.ts'
import type { SealedInputs } from '../../../shared/results/sealed.ts'
import { isTabled } from '../../../shared/results/tables/counted.ts'
import { type Prepared, prepare } from '../../../shared/results/tables/prepare.ts'
import { releasedProblems } from '../../../shared/results/tables/problems.ts'
import { attackQuestion } from './attack-question.ts'

export type AttackedQuestion = {
  title: string
  /** The option of a "select all" question. */
  part?: string | undefined
  outcome: 'nobody' | 'exposed' | 'undecided'
  /** Who is given away, or in doubt. */
  people: number
  reason?: string
}

/**
 * Attacks published reports as a reader would who has them all, knows who answered, and everything about them: whose
 * answer can that reader be certain of? The sealed inputs give the roster and the truth.
 */
export const attackReports = async (
  needs: { solve: Solve; seconds?: number },
  reports: readonly ReportDocument[],
  { inputs }: SealedInputs,
): Promise<AttackedQuestion[]> => {
  const alone = prepare({ ...inputs, earlier: [] })
  // Of a network also what its cities have told.
  const told = reports.map((report) => toldBy(report, alone))
  const together = prepare({ ...inputs, earlier: [...inputs.earlier, ...told] })
  const attacked: AttackedQuestion[] = []
  for (const question of inputs.questionnaire) {
    if (!isTabled(question)) continue
    for (const { part, problem } of releasedProblems(together, question)) {
      const found = await attackQuestion(needs, problem)
      const those = found.outcome === 'exposed' ? found.exposed : found.outcome === 'undecided' ? found.inDoubt : []
      attacked.push({
        title: question.title,
        part: question.kind === 'multiple' ? question.options[part]?.label : undefined,
        outcome: found.outcome,
        people: those.reduce((all, { people }) => all + people, 0),
        ...(found.outcome === 'undecided' && { reason: found.reason }),
      })
    }
  }
  return attacked
}

/** A document as a release that is there already. */
const toldBy = (report: ReportDocument, { inputs, profiles, responses }: Prepared): EarlierTables => {
  const { weights, ofCell } = profiles
  return {
    seal: report.seal,
    responses,
    cell: report.policy === 'exact' ? 0 : report.policy.cell,
    ...(weights && {
      weights: inputs.cube.map(([cell], c): [string, number] => [cell, weights[ofCell[c] ?? 0] ?? 0]),
    }),
    questions: report.questions.flatMap((question) =>
      'tables' in question ? [{ id: question.id, tables: question.tables.map(numbersOf) }] : [],
    ),
  }
}

/** Ranges, tests and contrasts are computed from these numbers and tell nothing more, or one bit. */
const numbersOf = (table: ReportTable): ReportTable => {
  if (table.kind === 'left-out') return table
  const { kind, by, weighted, answers, notShown } = table
  return {
    kind,
    by,
    weighted,
    answers,
    notShown,
    rows: table.rows.map(({ group, base, shares }) => ({ group, base, shares })),
  }
}
