import { describe, expect, it } from 'vitest'
import { renderMail } from '../../web/mail/layout.tsx'
import { readStaffText, staffTextAsPlain, staffTextAsWords } from '../../web/mail/staff-text.ts'
import { StaffTextPart } from '../../web/mail/staff-text-page.tsx'

const page = async (typed: string) => String(await StaffTextPart({ text: readStaffText(typed) })?.toString())
const plain = (typed: string) => staffTextAsPlain(readStaffText(typed))

describe('what staff write', () => {
  it('may be bold or in italics, and keeps its lines', async () => {
    expect(await page('Come **early**, *please*,\nand bring a friend.\n\nThank you!')).toBe(
      '<p>Come <strong>early</strong>, <em>please</em>,<br/>and bring a friend.</p><p>Thank you!</p>',
    )
    expect(plain('Come **early**, *please*,\nand bring a friend.\n\nThank you!')).toBe(
      'Come *early*, please,\nand bring a friend.\n\nThank you!',
    )
  })

  it('may have headings, all of one level', async () => {
    expect(await page('# Agenda\nOne\n### Later\nTwo')).toBe('<h2>Agenda</h2><p>One</p><h2>Later</h2><p>Two</p>')
    expect(plain('# Agenda\nOne')).toBe('Agenda\n------\n\nOne')
  })

  it('may have lists, and lists in lists', async () => {
    const typed = '- Streets\n  - lamps\n  - trees\n- Parks\n\n3. third\n4. fourth'
    expect(await page(typed)).toBe(
      '<ul><li>Streets<ul><li>lamps</li><li>trees</li></ul></li><li>Parks</li></ul><ol start="3"><li>third</li><li>fourth</li></ol>',
    )
    expect(plain(typed)).toBe('- Streets\n  - lamps\n  - trees\n- Parks\n\n3. third\n4. fourth')
  })

  it('may link to web addresses, which stand below the plain text by number', async () => {
    const typed =
      'Read [the *plan*](https://denver.example.org/plan?a=1&b=2) and https://denver.example.org/, see [the plan](https://denver.example.org/plan?a=1&b=2).'
    expect(await page(typed)).toContain(
      '<a href="https://denver.example.org/plan?a=1&amp;b=2" rel="noopener noreferrer">the <em>plan</em></a>',
    )
    expect(plain(typed)).toBe(
      'Read the plan [1] and https://denver.example.org/, see the plan [1].\n\n[1] https://denver.example.org/plan?a=1&b=2',
    )
    expect(staffTextAsWords(readStaffText(typed))).toBe('Read the plan and https://denver.example.org/, see the plan.')
  })

  it.each([
    '[press](javascript:alert(1))',
    '[press](JaVaScRiPt:alert(1))',
    '[press](data:text/html;base64,PHNjcmlwdD4=)',
    '[press](vbscript:x)',
    '[press](/staff)',
    '[press](https://bank.example@evil.example/)',
    '[press](mailto:ana@example.org)',
    'Write to ana@example.org',
    '<ana@example.org>',
    '![map](https://evil.example/pixel.png)',
    '[![map](https://evil.example/pixel.png)](javascript:x)',
    '[ref]: evil.example',
    '<script>alert(1)</script>',
    '<a href="https://evil.example">x</a>',
    '<!-- hidden -->',
    '`code`',
    '```\ncode\n```',
    '    indented',
    '> quoted',
    '| a | b |\n|---|---|\n| 1 | 2 |',
    '~~gone~~',
    'Thanks\n---',
    'Title\n=====',
    '***',
    '&lt;b&gt; &amp;',
    '"; DROP TABLE members; --',
  ])('is the characters that were typed: %s', async (typed) => {
    expect(plain(typed)).toBe(typed)
    const html = await page(typed)
    expect(html.replace(/<\/?p>|<br\/>/g, '')).not.toMatch(/<[a-z!/]/i)
    const shown = html
      .replace(/<br\/>/g, '\n')
      .replace(/<\/?p>/g, '')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&quot;/g, '"')
      .replace(/&#39;/g, "'")
      .replace(/&amp;/g, '&')
    expect(shown).toBe(typed)
  })

  it('is read in no time, however it was typed', () => {
    for (const hostile of [
      '>',
      '[',
      '*a ',
      '**a',
      '+ - ',
      '1. - ',
      '`',
      '<a ',
      '![a](',
      '[a](',
      '*_',
      'a@',
      'www.',
      '\\',
    ])
      expect(readStaffText(hostile.repeat(4000))).toBeDefined()
  }, 5000)

  it('makes no mail that a mailbox cuts off, be it all lists or headings', async () => {
    const mailOf = (typed: string) =>
      renderMail({
        language: 'en',
        networkName: 'N',
        postalAddress: '1 A Street',
        subject: 'S',
        blocks: [{ kind: 'staff-text', typed }],
        footer: [],
      })
    const longest = (unit: string) => unit.repeat(Math.floor(4000 / unit.length))
    for (const unit of ['- a\n', '# a\n\n', 'a\n\n', 'a\n', '**a** ', '[a](http://a) ', '<', '- a\n  - b\n', '"', '&'])
      expect(Buffer.byteLength((await mailOf(longest(unit))).html), unit).toBeLessThan(102_400)
  })
})
