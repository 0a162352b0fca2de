import type { Language } from '../../../../shared/identity/person.ts'
import type { ReportDocument } from '../../../../shared/results/document.ts'
import { localDays } from '../../../../web/local-time.ts'
import { numeral } from '../../../../web/numeral.ts'
import { aboutSentences } from '../../../../web/results/about-report.ts'
import { inLanguage } from '../../../../web/results/in-language.ts'
import { quantityText, shareText } from '../../../../web/results/phrases.ts'
import { protectionSentences } from '../../../../web/results/protection-sentences.ts'
import { receiptFacts, recountedSentence } from '../../../../web/results/receipt-facts.ts'
import { reportTitle as titleOf } from '../../../../web/results/report-title.ts'
import { headlineText } from '../../../../web/results/sentences.ts'
import { downloadWords } from '../../../../web/words/downloads.ts'
import { reportPageWords } from '../../../../web/words/report-page.ts'
import { resultWords } from '../../../../web/words/results.ts'
import { MISSING } from './fonts.ts'
import { Paper } from './paper.ts'
import { writeQuestion } from './question.ts'

/** The report to print and to hand around: the same release gives the same bytes. */
export const reportPdf = (
  stored: ReportDocument,
  network: string,
  language: Language,
): Promise<Uint8Array<ArrayBuffer>> => {
  const report = inLanguage(stored, language)
  const words = downloadWords[language]
  const { protection, receipt } = reportPageWords[language]
  const title = `${titleOf(report, language)} · ${report.cityName}`
  const paper = new Paper({ title, language, madeAt: report.publishedAt })
  writeHead(paper, report, language)
  const headlines = report.headlines.flatMap((headline) => headlineText(headline, report, language) ?? [])
  if (headlines.length > 0)
    section(paper, words.headlines, () => {
      for (const text of headlines) paper.write('P', `• ${text}`, { size: 10, after: 4 })
    })
  const about = [...aboutSentences(report, network, language), words.inBrackets]
  section(paper, resultWords[language].report.means, () => small(paper, about.join(' ')))
  section(paper, protection.title, () => small(paper, protectionSentences(report, language).join(' ')))
  if (report.questions.length === 0) paper.write('P', resultWords[language].list.noQuestions, { size: 10 })
  for (const question of report.questions) writeQuestion(paper, question, { language, timeZone: report.timeZone })
  const facts = receiptFacts(report, language)
  paper.room(40 + facts.length * 14)
  section(paper, receipt.title, () => {
    small(paper, recountedSentence(report, language))
    for (const { name, value } of facts) paper.write('P', `${name}: ${value}`, { size: 8, after: 2 })
  })
  if (paper.isMissingLetters) paper.write('P', words.missing(MISSING), { size: 8 })
  const foot = `${title} · ${receipt.release} ${report.release} · ${report.seal.slice(0, 16)}`
  return paper.finish((page, pages) => `${words.page(page, pages)} · ${foot}`)
}

const writeHead = (paper: Paper, report: ReportDocument, language: Language) => {
  const words = resultWords[language].report
  paper.write('H1', titleOf(report, language), { size: 20, bold: true, after: 2 })
  const asked = words.asked(...localDays(report.launchedAt, report.closedAt, report.timeZone, language))
  const wave = report.wave === undefined ? '' : ` · ${reportPageWords[language].wave(report.wave)}`
  paper.write('P', `${report.cityName}${wave} · ${asked}`, { size: 11, color: '#444444', after: 8 })
  const rate = report.responseRate?.ofInvited
  const figures = [
    `${words.audience}: ${numeral(report.invited, language)}`,
    ...(report.delivered === undefined
      ? []
      : [`${downloadWords[language].delivered}: ${numeral(report.delivered, language)}`]),
    `${words.answered}: ${quantityText(report.answered, language)}`,
    `${words.rate}: ${rate ? shareText(rate, language) : words.noRate}`,
  ]
  paper.write('P', figures.join('   ·   '), { size: 10, after: 10 })
}

const section = (paper: Paper, title: string, write: () => void) => {
  paper.write('H2', title, { size: 13, bold: true, after: 4, keep: 40 })
  write()
  paper.y += 8
}

const small = (paper: Paper, text: string) => paper.write('P', text, { size: 8.5, after: 4 })
