import type { Cell } from 'write-excel-file/node'
import type { Language } from '../../../shared/identity/person.ts'
import type { Quantity, Share } from '../../../shared/results/document.ts'
import { quantityText, shareText } from '../../../web/results/phrases.ts'

/** Always marked as text, which no spreadsheet runs, whatever it begins with. */
export const textCell = (text: string | undefined, style: { fontWeight?: 'bold'; wrap?: boolean } = {}): Cell =>
  text ? { ...style, type: String, value: writable(text) } : null

export const numberCell = (value: number | undefined): Cell => (value === undefined ? null : { type: Number, value })

export const percentCell = (percent: number | undefined): Cell =>
  percent === undefined ? null : { type: Number, value: percent / 100, format: '0%' }

/** A number where it is one; words where it is only known to be small or rounded, so that nobody adds it up. */
export const quantityCell = (quantity: Quantity | undefined, language: Language): Cell => {
  if (!quantity) return null
  return quantity.kind === 'exact' ? numberCell(quantity.count) : textCell(quantityText(quantity, language))
}

export const shareCell = (share: Share | undefined, language: Language): Cell => {
  if (!share) return null
  return share.kind === 'share' || share.kind === 'exact'
    ? percentCell(share.percent)
    : textCell(shareText(share, language))
}

/** XML has no sign for most control characters and for halves of surrogate pairs; a cell holds 32,767 characters. */
const writable = (text: string) => text.toWellFormed().replace(UNWRITABLE, '\ufffd').slice(0, 32_767)

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced.
const UNWRITABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g
