import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import type { Language } from '../../shared/identity/person.ts'
import type { Page } from './audience.tsx'

/** Members have said in which language they read; only a choice made on this site counts more. */
export const chosenLanguage = (c: Context<Page>): Language | undefined =>
  c.req.query('lang') || getCookie(c, 'language') ? c.get('reader') : undefined
