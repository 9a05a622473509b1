import { cacheDirectory } from '../../../audit/sources/cache-directory';

test('the cache is below XDG_CACHE_HOME, where it is an absolute path, or in the home directory', () => {
  expect(cacheDirectory({ XDG_CACHE_HOME: '/x' })).toBe('/x/s3-audit');
  for (const nowhere of ['x', '', undefined]) {
    expect(cacheDirectory(nowhere === undefined ? {} : { XDG_CACHE_HOME: nowhere })).toMatch(/\/\.cache\/s3-audit$/);
  }
});
