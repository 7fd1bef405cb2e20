import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const googleClients = [
  '@google-cloud/firestore',
  '@google-cloud/pubsub',
  '@google-cloud/bigquery',
  '@google-cloud/scheduler',
];

export default defineConfig(
  { ignores: ['dist/', 'coverage/', 'node_modules/', '.butler/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['*.js', '.*.cjs'] } } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-exports': [
        'error',
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'MemberExpression[object.name="process"][property.name="env"]',
          message: 'The environment is read in shared/platform/config.ts alone.',
        },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A generic that is used once can still say what a caller gets.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/unified-signatures': 'off',
    },
  },
  {
    // Real clients live behind the platform and the stores.
    files: ['functions/**', 'shared/**'],
    ignores: ['shared/platform/**', 'shared/*/store.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          paths: googleClients.map((name) => ({
            name,
            message: 'Only shared/platform and a store.ts may hold a client.',
            allowTypeImports: true,
          })),
        },
      ],
    },
  },
  {
    files: ['shared/platform/config.ts', 'infra/**', 'tests/**', '*.config.*'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // What runs in a terminal speaks to the person at it.
    files: ['infra/**/main.ts', 'infra/local/start.ts', 'infra/admin/**', 'tests/bench/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['*.config.*', 'tests/**/*.config.ts', '**/vitest.config.ts', '.*.cjs'],
    rules: { 'no-restricted-exports': 'off' },
  },
  {
    files: ['tests/**'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
