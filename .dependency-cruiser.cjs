/** Who may import whom. One rule of the design, one rule here. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'a-function-imports-no-function',
      severity: 'error',
      from: { path: '^functions/(?!index\\.ts$|loaders/)([^/.]+)' },
      to: { path: '^functions/', pathNot: '^functions/$1(/|\\.ts$)' },
    },
    {
      name: 'a-domain-shows-only-its-face',
      severity: 'error',
      from: { path: '^shared/([^/]+)/' },
      to: { path: '^shared/(?!platform/)([^/]+)/', pathNot: ['^shared/$1/', '^shared/[^/]+/index\\.ts$'] },
    },
    {
      name: 'a-domain-shows-functions-only-its-face',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^shared/(?!platform/)([^/]+)/', pathNot: '^shared/[^/]+/index\\.ts$' },
    },
    {
      name: 'the-platform-knows-no-domain',
      severity: 'error',
      from: { path: '^shared/platform/' },
      to: { path: '^shared/(?!platform/)' },
    },
    {
      name: 'what-is-deployed-knows-no-infra',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { path: '^(infra|web)/' },
    },
    {
      name: 'only-tests-import-tests',
      severity: 'error',
      from: { pathNot: '^tests/|^vitest\\.config\\.ts$' },
      to: { path: '^tests/' },
    },
    {
      name: 'clients-behind-platform-and-stores',
      severity: 'error',
      from: { path: '^(functions|shared)/', pathNot: ['^shared/platform/', '^shared/[^/]+/store\\.ts$'] },
      to: {
        path: 'node_modules/@google-cloud/(firestore|pubsub|bigquery|scheduler)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'telegraf-in-telegram-alone',
      severity: 'error',
      from: {
        pathNot: ['^functions/telegram-', '^shared/[^/]+/send-telegram\\.ts$', '^tests/', '^node_modules/'],
      },
      to: { path: 'node_modules/telegraf/' },
    },
    {
      name: 'development-tools-stay-out-of-what-is-deployed',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
