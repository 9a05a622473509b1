/* global afterAll */
const { writeFileSync } = require('node:fs');
const process = require('node:process');

// A mutant that loops for ever is stopped by its switch, when it was come by so often.
globalThis.__stryker__ = { hitCount: 0, hitLimit: Number(process.env.HIT_LIMIT) };

// How often a file of tests came by each switch, while it was loaded and while its tests ran.
afterAll(() => {
  const { mutantCoverage } = globalThis.__stryker__;
  writeFileSync(process.env.COVERED, JSON.stringify(mutantCoverage?.static ?? {}));
});
