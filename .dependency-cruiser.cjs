const CAPABILITIES = 'membership|surveys|campaigns|results|calls|cities|mail|identity|privacy'

/** The floors of the house. The comment of a rule is its reason. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one file, or hide a third.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'shared-is-pure',
      comment:
        'The rules know no AWS, no Node and no clock: zod for shapes, Temporal and its repeat rules for calendar arithmetic.',
      severity: 'error',
      from: { path: '^shared/' },
      to: { pathNot: ['^shared/', '^node_modules/(zod|temporal-polyfill|rrule-temporal)/'] },
    },
    {
      name: 'shared-capabilities-keep-apart',
      comment:
        'A capability knows of another only the words, ids and units on the floor itself, what a person is called, and the rules that every mail keeps.',
      severity: 'error',
      from: { path: `^shared/(${CAPABILITIES})/` },
      to: {
        path: '^shared/[^/]+/',
        pathNot: ['^shared/$1/', '^shared/identity/person.ts$', '^shared/mail/mail-class.ts$'],
      },
    },
    {
      name: 'events-and-web-rest-on-shared',
      comment: 'Facts and pages say what the rules say; they fetch nothing.',
      severity: 'error',
      from: { path: '^(events|web)/' },
      to: { pathNot: ['^shared/', '^$1/', '^node_modules/(zod|hono|marked|ical-generator)/'] },
    },
    {
      name: 'capabilities-keep-apart',
      comment: 'Use cases of two capabilities meet in facts and in the table, never by calling each other.',
      severity: 'error',
      from: { path: `^functions/(${CAPABILITIES})/` },
      to: { path: `^functions/(${CAPABILITIES})/`, pathNot: '^functions/$1/' },
    },
    {
      name: 'only-doors-open-adapters',
      comment:
        'A use case takes what it needs as an argument; the door (Lambda or route) brings it. Types are free, and so is the wording of what everybody keeps in the table in the same way: the audit log, the list of addresses not to be mailed and the places within the attention limit.',
      severity: 'error',
      from: { path: `^functions/(${CAPABILITIES})/`, pathNot: '\\.(lambda|routes)\\.tsx?$' },
      to: {
        path: '^functions/(adapters|http)/',
        pathNot: '^functions/adapters/(attention|audit|suppressions).ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'adapters-know-no-capability',
      comment: 'An adapter speaks the language of the house to a provider, whoever asks.',
      severity: 'error',
      from: { path: '^functions/adapters/' },
      to: { path: '^(functions/(?!adapters/)|web|infra|local|demo|test)' },
    },
    {
      name: 'sdks-only-in-adapters',
      comment: 'A provider is spoken to in one place, so that it can be replaced and its errors are read once.',
      severity: 'error',
      from: { path: '^functions/', pathNot: '^functions/adapters/' },
      to: { path: '^node_modules/(@aws-sdk|@aws-lambda-powertools|stripe|openid-client|nodemailer|highs)/' },
    },
    {
      name: 'infra-points-at-functions',
      comment: 'The stack names entry files by path; it never runs product code while it is synthesized.',
      severity: 'error',
      from: { path: '^infra/' },
      to: { path: '^(functions|web|local|demo|test)/' },
    },
    {
      name: 'local-reads-the-assembly-only',
      comment:
        'What runs on one machine is what is deployed: the embedded cloud knows templates and bundles, no source.',
      severity: 'error',
      from: { path: '^local/' },
      to: { path: '^(functions|shared|events|web|infra|demo|test)/' },
    },
    {
      name: 'nothing-rests-on-demo-or-tests',
      comment: 'Demo data, commands and tests use the product; the product does not know them.',
      severity: 'error',
      from: { path: '^(functions|shared|events|web|infra|local)/' },
      to: { path: '^(demo|verify|test)/' },
    },
    {
      name: 'everything-resolves',
      comment: 'An import that leads nowhere breaks at run time.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
