/**
 * How many of 233 students at the University of Adelaide gave each combination of answers: sex, exercise, which hand is on
 * top when clapping, smoking. Counted from the data set `survey` of W. N. Venables and B. D. Ripley, "Modern Applied
 * Statistics with S" (4th edition, 2002); those who left one of the four out are not counted.
 */
const COUNTED = `
Female Freq Left Never 8
Female Freq Left Occas 1
Female Freq Left Regul 1
Female Freq Neither Heavy 1
Female Freq Neither Never 13
Female Freq Neither Occas 3
Female Freq Right Heavy 2
Female Freq Right Never 17
Female Freq Right Occas 1
Female Freq Right Regul 1
Female None Left Never 3
Female None Neither Never 1
Female None Right Never 6
Female None Right Occas 1
Female Some Left Heavy 1
Female Some Left Never 6
Female Some Neither Never 6
Female Some Right Heavy 1
Female Some Right Never 38
Female Some Right Occas 3
Female Some Right Regul 3
Male Freq Left Never 6
Male Freq Left Occas 1
Male Freq Left Regul 1
Male Freq Neither Heavy 1
Male Freq Neither Never 11
Male Freq Neither Occas 2
Male Freq Neither Regul 2
Male Freq Right Heavy 3
Male Freq Right Never 30
Male Freq Right Occas 4
Male Freq Right Regul 4
Male None Left Occas 1
Male None Left Regul 1
Male None Neither Never 3
Male None Neither Occas 1
Male None Right Heavy 1
Male None Right Never 5
Male Some Left Heavy 1
Male Some Left Never 5
Male Some Left Regul 1
Male Some Neither Never 4
Male Some Neither Regul 1
Male Some Right Never 24
Male Some Right Occas 1
Male Some Right Regul 2
`

export type Student = Record<'Sex' | 'Exer' | 'Clap' | 'Smoke', string>

export const students: Student[] = COUNTED.trim()
  .split('\n')
  .flatMap((line) => {
    const [Sex = '', Exer = '', Clap = '', Smoke = '', times] = line.split(' ')
    return Array.from({ length: Number(times) }, () => ({ Sex, Exer, Clap, Smoke }))
  })
