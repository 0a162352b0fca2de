import * as z from 'zod'
import { newSalt } from '../../functions/adapters/chance.ts'
import { highsSolver } from '../../functions/adapters/integer-programme.ts'
import type { Table } from '../../functions/adapters/table.ts'
import { approveReport } from '../../functions/results/drafting/decide-report.ts'
import { draftReport } from '../../functions/results/drafting/draft-report.ts'
import { sealReport } from '../../functions/results/drafting/seal-report.ts'
import { showAgain } from '../../functions/results/drafting/show-again.ts'
import { shownReport } from '../../functions/results/drafting/shown-report.ts'
import { proveQuestion } from '../../functions/results/gate/prove-question.ts'
import { networkChoices } from '../../functions/results/network/network-choices.ts'
import { prepareNetworkReport } from '../../functions/results/network/prepare-network-report.ts'
import { publishReport } from '../../functions/results/publishing/publish-report.ts'
import { sealOf, storeDraft } from '../../functions/results/publishing/report-items.ts'
import { CitySlug } from '../../shared/ids.ts'
import { cityInNetwork } from '../../shared/results/network/city-in-network.ts'
import { NETWORK } from '../../shared/results/network/network-report.ts'
import { type ReportOf, ReportWork, reportWorkKey } from '../../shared/results/report-work.ts'
import { responsesKey } from '../../shared/surveys/response.ts'
import { plusSeconds } from '../../shared/units.ts'
import { MemoryStore, tableOn } from '../bench/memory-table.ts'
import { aResponse, atNoon, campaignId, cubeOfPeople, HOME, NOON, TRUST, WORDS } from './cast.ts'
import {
  asOlderCodeMadeIt,
  denversReport,
  draft,
  publishIn,
  setTheScene,
  shownSeal,
  signer,
  staff,
  storeCube,
} from './published.ts'

export const CITIES = ['denver', 'fresno', 'boise'].map((slug) => CitySlug.parse(slug))
export const QUOTED = 'Trees on every street.'

/** Eighty people in Denver, of whom 55 wrote something; staff may quote it. */
export const draftOfDenver = async (table: Table) => {
  await setTheScene(table, 'closed')
  const cube = cubeOfPeople([
    { times: 55, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent', [WORDS]: 'some words' } },
    { times: 25, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
  ])
  await storeCube(table, cube)
  const response = aResponse(1, { [WORDS]: `${QUOTED} And benches.` }, { gender: 'woman' })
  await table.write({
    put: { pk: responsesKey(campaignId, response.partition), sk: response.responseId, ...response },
  })
  await draft(table, cube)
}

export const work = (table: Table, of = denversReport) => table.get(ReportWork, reportWorkKey(of))

/** As their page has it. Returns the names of the publications that were started. */
export const letGo = async (table: Table, of: ReportOf = denversReport, seconds = 0): Promise<string[]> => {
  const names: string[] = []
  const startPublication = async (name: string) => {
    names.push(name)
    return { outcome: 'started' as const }
  }
  const needs = { table, now: () => plusSeconds(NOON, seconds), startPublication }
  const approved = await approveReport(needs, staff, { ...of, seal: await shownSeal(table, of), tellMembers: false })
  if (approved.outcome !== 'decided') throw new Error('it was not let go')
  return names
}

/** The tasks of the publication in their order, as far as they decide what is published. */
export const publication = async (table: Table, of: ReportOf = denversReport): Promise<string> => {
  const signed = await sealReport({ table, signer }, of)
  if (signed.outcome === 'changed') {
    await showAgain({ table, now: atNoon }, { ...of, ...signed })
    return 'shown again'
  }
  if (signed.outcome === 'refused') throw new Error(signed.reason)
  const published = await publishReport({ table, now: atNoon }, { ...of, seal: signed.seal })
  if (published.outcome === 'refused') throw new Error(published.reason)
  return 'published'
}

/** What staff will look at, signed as the code that made it would have. */
export const signedByOlderCode = async (table: Table, of: ReportOf): Promise<string> => {
  await asOlderCodeMadeIt(table, of)
  const shown = await shownReport(table, of)
  if (!shown) throw new Error('there is no draft')
  for (const city of of.city === NETWORK ? CITIES : []) {
    const slice = cityInNetwork(shown, city)
    if (!slice) throw new Error(`${city} has no part`)
    const seal = sealOf(slice)
    const signature = await signer.sign('report', seal)
    await storeDraft(table, { ...of, city }, 'SIGNED', { ...slice, seal, signature })
  }
  const signature = await signer.sign('report', shown.seal)
  await storeDraft(table, of, 'SIGNED', { ...shown, signature })
  return shown.seal
}

export const draftOfThreeCities = async (table: Table): Promise<ReportOf> => {
  for (const [nth, name] of ['Denver', 'Fresno', 'Boise'].entries())
    await publishIn(
      table,
      name,
      cubeOfPeople([
        { times: 30 + nth, cell: { gender: 'woman' }, answers: { [TRUST]: '1', [HOME]: 'rent' } },
        { times: 24, cell: { gender: 'man' }, answers: { [TRUST]: '5', [HOME]: 'own' } },
      ]),
    )
  const [choice] = await networkChoices(table)
  if (!choice) throw new Error('there is nothing to put together')
  const of = { campaignId: choice.campaignId, city: NETWORK }
  const needs = { table, now: atNoon, signer, solve: highsSolver(), newSalt, codeVersion: 'test' }
  const campaigns = choice.cities.map((one) => one.campaignId)
  const prepared = await prepareNetworkReport(needs, { campaignId: of.campaignId, campaigns })
  if (prepared.outcome !== 'prepared') throw new Error(prepared.reason)
  for (const question of prepared.questions) await proveQuestion(needs, { ...of, inputs: prepared.inputs, question })
  await draftReport(needs, { ...of, inputs: prepared.inputs })
  return of
}

export const clone = (store: MemoryStore): MemoryStore => {
  const copy = new MemoryStore()
  for (const item of store.all()) copy.write([{ put: Key.parse(item) }])
  return copy
}
const Key = z.looseObject({ pk: z.string(), sk: z.string() })
export const copyOf = (store: MemoryStore) => tableOn(clone(store))
