import type { Paper } from './paper.ts'

export const help = (paper: Paper, text: string, keep = 0) =>
  paper.write('P', text, { size: 8.5, color: '#444444', after: 4, keep })

export const item = (paper: Paper, text: string) => paper.write('LI', `• ${text}`, { size: 9, after: 3, indent: 10 })
