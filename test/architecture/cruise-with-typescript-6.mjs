import { registerHooks } from 'node:module'

// dependency-cruiser reads sources through TypeScript's API, which version 7 does not offer yet.
registerHooks({
  resolve: (specifier, context, next) =>
    next(
      /^typescript(\/|$)/.test(specifier) ? specifier.replace('typescript', '@typescript/typescript6') : specifier,
      context,
    ),
})
