import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { languageDetector } from 'hono/language'
import { routePath } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { Language } from '../../shared/identity/person.ts'
import { HOME, type Reader, type Section } from '../../web/layout.tsx'
import { MessagePage } from '../../web/message-page.tsx'
import { pageWords } from '../../web/words/page.ts'
import { log } from '../adapters/log.ts'

/** What every page may ask of its request. `actor` is there behind a guard only. */
export type Page = {
  Variables: {
    reader: Language
    actor: Reader
    /** A content security policy of its own, for the one page that shows a mail as it was written. */
    policy?: string
  }
}

export type Site = { publicUrl: string; networkName: string }

/**
 * The app of one audience: security headers, the reader's language, a size limit, refusal of cross-site posts, and
 * pages for what goes wrong. `postsFromAnywhere` are exact paths that mail providers or Stripe post to without a browser.
 */
export const audienceApp = (
  site: Site,
  options: { section: Section; postsFromAnywhere?: readonly string[]; formTargets?: readonly string[] },
): Hono<Page> => {
  const app = new Hono<Page>()
  const sameSite = csrf({ origin: new URL(site.publicUrl).origin })

  app.use(async (c, next) => {
    await next()
    const policy = c.get('policy')
    if (!policy) return
    c.header('content-security-policy', policy)
    c.header('x-frame-options', 'SAMEORIGIN')
  })
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        scriptSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'", ...(options.formTargets ?? [])],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
      referrerPolicy: 'no-referrer',
      strictTransportSecurity: 'max-age=31536000; includeSubDomains',
      xFrameOptions: 'DENY',
    }),
  )
  app.use(async (c, next) => {
    await next()
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store')
    if (options.section !== 'public') c.header('x-robots-tag', 'noindex')
  })
  app.use(
    languageDetector({
      supportedLanguages: Language.options,
      fallbackLanguage: 'en',
      order: ['querystring', 'cookie', 'header'],
      lookupQueryString: 'lang',
      caches: false,
    }),
  )
  app.use(async (c, next) => {
    c.set('reader', Language.parse(c.get('language' as never)))
    if (c.req.query('lang'))
      c.header('set-cookie', `language=${c.get('reader')}; Path=/; Max-Age=31536000; SameSite=Lax`)
    await next()
  })
  app.use(bodyLimit({ maxSize: 512 * 1024 }))
  app.use((c, next) => (options.postsFromAnywhere?.includes(c.req.path) ? next() : sameSite(c, next)))

  app.notFound((c) => {
    const language = c.get('reader') ?? 'en'
    // Path only: the address that a function sees is not the one that the browser asked for.
    if (c.req.method === 'GET' && /^\/[\w-].*\/$/.test(c.req.path))
      return c.redirect(`${c.req.path.replace(/\/+$/, '')}${new URL(c.req.url).search}`, 301)
    const section = c.get('actor') || options.section !== 'staff' ? options.section : 'account'
    const { title, text, start } = pageWords[language].notFound
    const next = { href: HOME[section], label: start }
    const page = { site, section, language, actor: c.get('actor'), title, text, next }
    return c.html(<MessagePage {...page} />, 404)
  })

  app.onError((error, c) => {
    const language = c.get('reader') ?? 'en'
    if (error instanceof HTTPException && error.status < 500) {
      const words = pageWords[language].refused
      const text = error.status === 413 ? words.tooLarge : words.text
      return c.html(
        <MessagePage site={site} section={options.section} language={language} title={words.title} text={text} />,
        error.status,
      )
    }
    // The route's pattern, not its path: a path may carry an id or a token.
    log.error('a page failed', { route: `${c.req.method} ${routePath(c)}`, error })
    const { title, text } = pageWords[language].fault
    return c.html(
      <MessagePage site={site} section={options.section} language={language} title={title} text={text} />,
      500,
    )
  })

  return app
}
