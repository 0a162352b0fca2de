import type { CampaignId, CitySlug, QuestionId } from '../../../shared/ids.ts'
import type { ReportDocument } from '../../../shared/results/document.ts'
import { wavesToCompare } from '../../../shared/results/finish/earlier-wave.ts'
import { type CityInputs, networkInputs } from '../../../shared/results/network/network.ts'
import {
  FEWEST_CITIES,
  isNetwork,
  NETWORK,
  NETWORK_NAME,
  zoneOfNetwork,
} from '../../../shared/results/network/network-report.ts'
import { REPORT_WORK, ReportWork, reportWorkKey } from '../../../shared/results/report-work.ts'
import { SEALED_FORMAT, SEALED_FORMAT_VERSION, type SealedInputs } from '../../../shared/results/sealed.ts'
import type { Clock } from '../../../shared/units.ts'
import type { Table } from '../../adapters/table.ts'
import { canonical, sha256 } from '../gate/canonical.ts'
import { isSigned, publicKeys } from '../gate/signing.ts'
import { readSealed, storeSealed } from '../preparing/sealed-store.ts'
import { listReports, readReport, sealedFrom, sealOf } from '../publishing/report-items.ts'
import { networkReportId } from './network-choices.ts'

export type PreparedNetworkReport =
  /** `questions`: one task of the gate for each. `leftOut`: cities with too few answers, even together. */
  | { outcome: 'prepared'; city: CitySlug; inputs: string; questions: QuestionId[]; leftOut: CitySlug[] }
  | { outcome: 'refused'; reason: 'too-few-cities' | 'published-already' }

type Needs = { table: Table; now: Clock; newSalt: () => string; codeVersion: string }

/**
 * Puts the published reports of several cities together: what was sealed of each, never the tallies of today, with what each has
 * already told.
 */
export const prepareNetworkReport = async (
  needs: Needs,
  { campaignId, campaigns }: { campaignId: CampaignId; campaigns: readonly CampaignId[] },
): Promise<PreparedNetworkReport> => {
  const { table } = needs
  const of = { campaignId, city: NETWORK }
  const work = await table.get(ReportWork, reportWorkKey(of))
  if (work?.state === 'approved' || work?.state === 'published')
    return { outcome: 'refused', reason: 'published-already' }
  const keys = await publicKeys(table)
  const reports = await Promise.all(campaigns.map((campaign) => publishedReport(table, campaign, keys)))
  if (reports.some(({ sealed }) => networkReportId(sealed.about) !== campaignId))
    throw new Error(`not all of these reports were asked as those of ${campaignId}`)
  if (!isNetwork(reports)) return { outcome: 'refused', reason: 'too-few-cities' }
  const { inputs, leftOut } = networkInputs(reports.map(asInputs))
  const taken = reports.filter(({ city }) => !leftOut.includes(city))
  if (taken.length < FEWEST_CITIES) return { outcome: 'refused', reason: 'too-few-cities' }
  const about = aboutOf(campaignId, taken)
  const sealed: SealedInputs = {
    format: SEALED_FORMAT,
    formatVersion: SEALED_FORMAT_VERSION,
    about,
    receipt: {
      codeVersion: needs.codeVersion,
      cube: sha256(canonical(inputs.cube)),
      salt: needs.newSalt(),
      recountedAt: first(taken.map(({ sealed }) => sealed.receipt.recountedAt)),
      sealedAt: needs.now(),
    },
    inputs,
    comparedWith: await earlierOfNetwork(table, about),
  }
  const hash = await storeSealed(table, of, sealed)
  const questions = inputs.questionnaire.map(({ id }) => id)
  return { outcome: 'prepared', city: NETWORK, inputs: hash, questions, leftOut }
}

type PublishedReport = { campaignId: CampaignId; city: CitySlug; sealed: SealedInputs; report: ReportDocument }

/** As it was let go. What the gate has not signed, or did not make of these inputs, is a fault. */
const publishedReport = async (
  table: Table,
  campaignId: CampaignId,
  keys: Awaited<ReturnType<typeof publicKeys>>,
): Promise<PublishedReport> => {
  const { items } = await table.query(ReportWork, { pk: REPORT_WORK, begins: `${campaignId}#`, limit: 1 })
  const [work] = items
  if (work?.state !== 'published' || work.city === NETWORK) throw new Error(`${campaignId} has no published report`)
  const report = await readReport(table, work.city, campaignId)
  const sealed = await readSealed(table, work, work.inputs)
  if (!report || !sealed || report.receipt.inputs !== work.inputs)
    throw new Error(`the report of ${campaignId} is not whole`)
  if (sealOf(sealedFrom(report)) !== report.seal || !isSigned(keys, 'report', report.seal, report.signature))
    throw new Error(`the report of ${campaignId} is not what was signed`)
  return { campaignId, city: work.city, sealed, report }
}

const asInputs = ({ city, sealed, report }: PublishedReport): CityInputs => ({
  city,
  name: report.cityName,
  inputs: sealed.inputs,
  released: {
    seal: report.seal,
    questions: report.questions.flatMap((one) => ('tables' in one ? [{ id: one.id, tables: one.tables }] : [])),
  },
})

const aboutOf = (campaignId: CampaignId, taken: readonly PublishedReport[]): SealedInputs['about'] => {
  const abouts = taken.map(({ sealed }) => sealed.about)
  const [{ surveyId, surveyVersion, wave, protection, title } = noReports()] = abouts
  return {
    release: 1,
    scope: {
      kind: 'network',
      cities: taken.map(({ campaignId: own, city, report }) => ({ city, name: report.cityName, campaignId: own })),
    },
    campaignId,
    surveyId,
    surveyVersion,
    city: NETWORK,
    cityName: NETWORK_NAME,
    timeZone: zoneOfNetwork(abouts.map(({ timeZone }) => timeZone)),
    title,
    ...(wave !== undefined && { wave }),
    protection,
    launchedAt: first(abouts.map(({ launchedAt }) => launchedAt)),
    closedAt: last(abouts.map(({ closedAt }) => closedAt)),
  }
}

const earlierOfNetwork = async (table: Table, { campaignId, surveyId, closedAt }: SealedInputs['about']) => {
  const rows = (await listReports(table, NETWORK)).filter((row) => row.campaignId !== campaignId)
  const reports = await Promise.all(rows.map((row) => readReport(table, NETWORK, row.campaignId)))
  const waves = reports.filter((report) => report !== undefined).filter((report) => report.surveyId === surveyId)
  return wavesToCompare(waves, { closedAt })
}

const noReports = (): never => {
  throw new Error('there are no reports')
}
const first = <T extends string>(instants: readonly T[]): T => instants.toSorted()[0] ?? noReports()
const last = <T extends string>(instants: readonly T[]): T => instants.toSorted().at(-1) ?? noReports()
