import { readStaffText, type StaffBlock, type StaffInline } from './staff-text.ts'

/** Every link that staff wrote, with the words that it stands under. */
export const linksInStaffText = (typed: string): { words: string; href: string }[] =>
  readStaffText(typed).flatMap(linksInBlock)

const linksInBlock = (block: StaffBlock): { words: string; href: string }[] =>
  block.kind === 'list' ? block.items.flatMap((item) => item.flatMap(linksInBlock)) : block.inside.flatMap(linksInLine)

const linksInLine = (inline: StaffInline): { words: string; href: string }[] => {
  if (typeof inline === 'string' || inline.kind === 'break') return []
  if (inline.kind === 'link') return [{ words: inline.inside.map(wordsOf).join(''), href: inline.href }]
  return inline.inside.flatMap(linksInLine)
}

const wordsOf = (inline: StaffInline): string => {
  if (typeof inline === 'string') return inline
  return inline.kind === 'break' ? ' ' : inline.inside.map(wordsOf).join('')
}
