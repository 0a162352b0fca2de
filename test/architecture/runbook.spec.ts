import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { AnsweredFact, examples } from '../../events/membership/facts.ts'
import { answerFact } from '../../functions/membership/answer-fact.ts'

const runbook = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')

describe('the runbook', () => {
  it('names the executions that facts are answered by as the function names them, with their input', async () => {
    const paid = examples['membership.dues-paid']
    for (const example of [...Object.values(examples), { ...paid, first: false }]) {
      // Some facts are answered by a function.
      const answered = AnsweredFact.safeParse(example)
      if (!answered.success) continue
      const fact = answered.data
      const written = (text: string) =>
        text
          .replaceAll(fact.memberId, '<memberId>')
          .replaceAll(fact.factId, '<factId>')
          .replaceAll(paid.paymentId, '<paymentId>')
      const rows: string[] = []
      const start = async (name: string, input: object) => {
        rows.push(`\`${written(name)}\``, `\`${written(JSON.stringify(input))}\``)
        return { outcome: 'started' } as const
      }
      await answerFact({ startSignup: start, startRenewal: start, startErasure: start }, fact)
      const row = runbook.split('\n').find((line) => rows.every((text) => line.includes(text)))
      expect(row, rows.join(' ')).toContain(`\`${fact.fact}\``)
    }
  })
})
