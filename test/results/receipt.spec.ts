import { describe, expect, it } from 'vitest'
import type { Quantity } from '../../shared/results/document.ts'
import { receiptFacts } from '../../web/results/receipt-facts.ts'
import { aReport } from './finish/cast.ts'

describe('the receipt of a report', () => {
  const restsOn = (answered: Quantity) =>
    (['en', 'es'] as const).map(
      (language) =>
        receiptFacts(aReport([], { answered }), language).find(({ name }) => /^(Responses|Respuestas)/.test(name))
          ?.value,
    )

  it('says on how many responses it rests, as the report itself tells it and no closer', () => {
    expect(restsOn({ kind: 'exact', count: 1054 })).toEqual(['1,054', '1,054'])
    expect(restsOn({ kind: 'at-least', count: 50 })).toEqual(['50 or more', '50 o más'])
    expect(restsOn({ kind: 'fewer', than: 20 })).toEqual(['fewer than 20', 'menos de 20'])
  })
})
