import { readFileSync } from 'node:fs'
import { create, type Font } from 'fontkit'

/** Latin, Greek and Cyrillic with every accent of theirs: what names of people, cities and questions are mostly written in. */
export const FONTS = { regular: 'NotoSans-Regular.ttf', bold: 'NotoSans-Bold.ttf' } as const

/** Stands for a letter that the fonts have no shape for. */
export const MISSING = '\ufffd'

export const fontFile = (font: keyof typeof FONTS): Buffer => {
  const known = read.get(font)
  if (known) return known
  const file = readFileSync(new URL(FONTS[font], import.meta.url))
  read.set(font, file)
  return file
}

const read = new Map<string, Buffer>()

/** The text in one line, with the letters that can be shown. */
export const showable = (text: string): string => {
  regular ??= create(fontFile('regular')) as Font
  const font = regular
  const signs = text
    .normalize('NFC')
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
  return [...signs.matchAll(/(\P{M})\p{M}*|\p{M}+/gu)]
    .map(([sign]) =>
      [...sign].every((letter) => font.hasGlyphForCodePoint(letter.codePointAt(0) ?? 0)) ? sign : MISSING,
    )
    .join('')
}

let regular: Font | undefined
