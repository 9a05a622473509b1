// The AWS SDK announces on every start that it will want a newer Node; what runs here is pinned.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/temporary-root/make.mjs',
  globalTeardown: '<rootDir>/test/temporary-root/remove.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  // Jest leaves one processor idle; on a machine with two that is half of it.
  maxWorkers: '100%',
  testTimeout: 60_000,
};
