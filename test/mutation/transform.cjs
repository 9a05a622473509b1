const { readFileSync } = require('node:fs');
const { relative } = require('node:path');
const process = require('node:process');
const { createTransformer } = require('@swc/jest');

/** Jest's transformer for TypeScript, which reads the files of mutants with their switches: MUTATED names a JSON of path to text. */
module.exports = {
  createTransformer(options) {
    const swc = createTransformer(options);
    const mutated = JSON.parse(readFileSync(process.env.MUTATED, 'utf8'));
    const textOf = (source, path) => mutated[relative(process.cwd(), path)] ?? source;
    return {
      ...swc,
      process: (source, path, ...rest) => swc.process(textOf(source, path), path, ...rest),
      getCacheKey: (source, path, ...rest) => swc.getCacheKey(textOf(source, path), path, ...rest),
    };
  },
};
