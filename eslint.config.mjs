import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // AssemblyScript is no TypeScript: the build checks its types.
  { ignores: ['dist/', 'out/', 'cdktf.out/', 'coverage/', 'node_modules/', 'audit/engines/local/scanner/wasm/'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': [
        'error',
        {
          name: '@cdktf/provider-aws',
          message: 'The root costs seconds and 500 MB: import @cdktf/provider-aws/lib/<resource>.',
        },
      ],
      // To leave a property out is a use of it.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
    },
  },
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
  { files: ['bin/*'], languageOptions: { sourceType: 'commonjs' } },
);
