import { describe, expect, it } from 'vitest'
import { decodeFile } from '../../functions/membership/import/decode-file.ts'
import { defused, rearmed } from '../../shared/defuse.ts'
import { guessColumns } from '../../shared/membership/transfer/columns.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const TABLE = 'name,email\nJosé Muñoz,jose@example.org\n'

describe('a file of members', () => {
  it.each([
    ['UTF-8', utf8(TABLE), 'utf-8'],
    ['UTF-8 with a byte order mark', utf8(`\ufeff${TABLE}`), 'utf-8'],
    ['UTF-16', Buffer.from(`\ufeff${TABLE}`, 'utf16le'), 'utf-16le'],
    ['UTF-16 without a mark', Buffer.from(TABLE, 'utf16le'), 'utf-16le'],
    ['UTF-16, high byte first', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16(), 'utf-16be'],
    ['Windows-1252', Buffer.from(TABLE, 'latin1'), 'windows-1252'],
  ])('is read in %s', (_, bytes, encoding) => {
    expect(decodeFile(bytes)).toEqual({
      outcome: 'table',
      encoding,
      separator: ',',
      headers: ['name', 'email'],
      rows: [{ row: 2, cells: ['José Muñoz', 'jose@example.org'] }],
    })
  })

  it.each([
    [';', 'name;email\n"Li; Ben";ben@example.org'],
    ['\t', 'name\temail\nLi; Ben\tben@example.org'],
    [',', 'name,email\n"Li; Ben",ben@example.org'],
    [';', 'sep=;\r\nname;email\r\nLi| Ben;ben@example.org'.replace('|', ',')],
  ])('finds its separator %j', (separator, text) => {
    expect(decodeFile(utf8(text))).toMatchObject({
      separator,
      rows: [{ cells: [expect.any(String), 'ben@example.org'] }],
    })
  })

  it('numbers rows as a spreadsheet does, over empty ones and breaks within a cell', () => {
    const text = 'name,email\r\n\r\n"Ana\nMaría",ana@example.org\r\n,\r\nBen,ben@example.org\r\n'
    expect(decodeFile(utf8(text))).toMatchObject({
      rows: [
        { row: 3, cells: ['Ana\nMaría', 'ana@example.org'] },
        { row: 5, cells: ['Ben', 'ben@example.org'] },
      ],
    })
  })

  it.each([
    ['empty-file', utf8('')],
    ['empty-file', utf8('\ufeff \n')],
    ['workbook', Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0])],
    ['not-text', Uint8Array.from(Array.from({ length: 400 }, (_, n) => n % 31))],
    ['unknown-encoding', Uint8Array.from([...utf8('name,email\nMu'), 0x81, ...utf8('oz,m@example.org')])],
    ['unclosed-quote', utf8('name,email\n"Ana,ana@example.org\nBen,ben@example.org')],
    ['unclosed-quote', utf8(`name,email\n"Ana,ana@example.org\n${'Ben,ben@example.org\n'.repeat(9000)}`)],
    ['no-header', utf8('Ana,ana@example.org\nBen,ben@example.org')],
    ['no-rows', utf8('name,email\n\n')],
    ['too-many-rows', utf8(`name,email\n${'a,b\n'.repeat(50_001)}`)],
    ['too-many-columns', utf8(`${'x,'.repeat(200)}x\n1`)],
  ])('is refused as %s', (reason, bytes) => {
    expect(decodeFile(bytes)).toMatchObject({ outcome: 'refused', reason })
  })

  it('has its columns guessed in English and Spanish, each field once', () => {
    expect(guessColumns(['Full Name', 'E-mail:', 'Ciudad', 'Idioma', 'Pagado hasta', 'Name', 'Shoe size'])).toEqual([
      'name',
      'email',
      'city',
      'language',
      'paid_through',
      null,
      null,
    ])
  })
})

describe('a cell that a spreadsheet would run', () => {
  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\0=1',
    ' =1',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    "'=1",
    "''+1",
    '\n',
  ])('%j is defused, and comes back as it was', (cell) => {
    expect(defused(cell)).toBe(`'${cell}`)
    expect(rearmed(defused(cell))).toBe(cell)
  })

  it.each(['Ana', "O'Hara", "'quoted'", '3-4', 'a@example.org', ''])('is not what %j is', (cell) => {
    expect(defused(cell)).toBe(cell)
    expect(rearmed(cell)).toBe(cell)
  })
})
