import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as membership from '../../events/membership/facts.ts'
import { fact } from '../../events/outbox.ts'
import { ROOT } from '../../infra/network.ts'

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8')
const functions = globSync('functions/**/*.{ts,tsx}', { cwd: ROOT }).sort()
const filesWith = (text: string) => functions.filter((path) => read(path).includes(text))

const { shape: common } = fact('', {})

const facts = membership.MembershipFact.options.map((schema) => {
  const name = schema.shape.fact.value
  return {
    name,
    version: schema.shape.version.value,
    meaning: meaningOf('events/membership/facts.ts', name),
    fields: Object.keys(schema.shape).filter((field) => !(field in common)),
    says: filesWith(`fact: '${name}'`),
    listens: [...filesWith(`case '${name}':`), ...filesWith(`${schemaOf(schema)}.parse(`)],
  }
})

/** A listener of one fact alone parses it by its schema. */
function schemaOf(schema: unknown): string | undefined {
  return Object.entries(membership).find(([, exported]) => exported === schema)?.[0]
}

describe('a fact', () => {
  it.each(facts)('$name has somebody who says it, somebody who listens, and an example', ({ name, says, listens }) => {
    expect(says).not.toEqual([])
    expect(listens).not.toEqual([])
    expect(membership.MembershipFact.parse(membership.examples[name]).fact).toBe(name)
  })

  it('is declared in a list that this spec reads', () => {
    const declared = globSync('events/**/facts.ts', { cwd: ROOT }).flatMap(
      (path) => read(path).match(/= fact\(/g) ?? [],
    )
    expect(declared).toHaveLength(facts.length)
  })

  it('stands in events/README.md as the code has it', async () => {
    // `npx vitest run test/architecture/facts.spec.ts -u` writes the page anew.
    await expect(page()).toMatchFileSnapshot('../../events/README.md')
  })
})

function page(): string {
  const rows = facts.map(({ name, version, meaning, fields, says, listens }) =>
    [
      '',
      `\`${name}\` v${version}`,
      meaning,
      fields.map((field) => `\`${field}\``).join(', '),
      linksTo(says),
      linksTo(listens),
      '',
    ]
      .join(' | ')
      .trim(),
  )
  return `# Facts

What has happened, in the past tense, with ids and numbers and never a name, an address or a text. A fact is written to
the outbox in the transaction of the change that it tells of (\`outbox.ts\`), stays there for a week, and reaches its
listeners over the bus (decision 017), at least once: a listener that hears it again does nothing. Every fact also carries
${Object.keys(common)
  .map((field) => `\`${field}\``)
  .join(', ')}. An example of each stands beside its schema.

This table is made from the code and checked by \`test/architecture/facts.spec.ts\`.

| fact | what happened | carries | who says it | who listens |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

What the mail provider tells is turned into our words by \`mail/mail-event.ts\`; what Stripe tells is only a doorbell, and is
read from Stripe itself.
`
}

function linksTo(paths: readonly string[]): string {
  return paths.map((path) => `[${path.replace(/^functions\//, '')}](../${path})`).join(', ')
}

function meaningOf(path: string, name: string): string {
  const [, meaning = ''] =
    read(path).match(new RegExp(`/\\*\\* ([^*]*) \\*/\\nexport const \\w+ = fact\\('${name}'`)) ?? []
  return meaning
}
