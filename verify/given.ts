import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import * as z from 'zod'
import { PublicKey } from '../functions/results/gate/signing.ts'
import { ReportDocument } from '../shared/results/document.ts'
import { SealedInputs } from '../shared/results/sealed.ts'

/** What a command is given: reports as files, and what they were computed from. */
export const given = (usage: string): { reports: readonly string[]; sealed: string; key?: string | undefined } => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { sealed: { type: 'string' }, key: { type: 'string' } },
  })
  if (positionals.length === 0 || !values.sealed) {
    say(`npm run ${usage}`)
    process.exit(2)
  }
  return { reports: positionals, sealed: values.sealed, key: values.key }
}

export const readReport = (file: string): ReportDocument => ReportDocument.parse(read(file))
export const readSealed = (file: string): SealedInputs => SealedInputs.parse(read(file))
/** As the site shows them under /council/report-keys.json. */
export const readKeys = (file: string): PublicKey[] => z.object({ keys: z.array(PublicKey) }).parse(read(file)).keys

export const say = (line: string) => process.stdout.write(`${line}\n`)

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
