import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const providerRoot = {
  name: '@cdktf/provider-aws',
  message: 'The root costs seconds and 500 MB: import @cdktf/provider-aws/lib/<resource>.',
};

/** The direction of imports: modules and audit meet only in contract/, which imports neither. */
const forbid = (...folders) => [
  'error',
  {
    paths: [providerRoot],
    patterns: folders.map((folder) => ({
      regex: `^(\\.\\./)+${folder}(/|$)`,
      message: `this folder does not import ${folder}/ (see "Layout" in docs/architecture.md)`,
    })),
  },
];

export default defineConfig(
  // AssemblyScript is no TypeScript: the build checks its types.
  { ignores: ['dist/', 'out/', 'cdktf.out/', 'coverage/', 'node_modules/', 'audit/engines/local/scanner/wasm/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': forbid(),
      // To leave a property out is a use of it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
  { files: ['modules/**/*.ts'], rules: { 'no-restricted-imports': forbid('audit') } },
  { files: ['audit/**/*.ts'], rules: { 'no-restricted-imports': forbid('modules') } },
  { files: ['contract/**/*.ts'], rules: { 'no-restricted-imports': forbid('audit', 'modules') } },
  {
    files: ['modules/**/*.ts', 'main.ts'],
    rules: { 'no-new': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['**/*.mjs', 'bin/*'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
