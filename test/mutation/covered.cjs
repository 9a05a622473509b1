const { writeFileSync } = require('node:fs');

// Which switches a file of tests came by, while it was loaded and while its tests ran.
afterAll(() => {
  const { mutantCoverage } = globalThis.__stryker__ ?? {};
  writeFileSync(process.env.COVERED, JSON.stringify(Object.keys(mutantCoverage?.static ?? {})));
});
