import type { Coverage } from '../../../audit/records/aggregate';
import { duplicatesSentence, findManyDuplicates } from '../../../audit/judge/duplicates';

const coverage = (records: number, duplicates: number): Coverage => ({
  ...{ files: 1, lines: records + duplicates, records, duplicates, blank: 0, ambiguous: 0, rejects: 0 },
  ...{ outsideWindow: 0, otherBuckets: 0, witnessed: 0, damaged: [] },
});

test.each([
  ['none', 1000, 0],
  ['one in two hundred', 10_000, 50],
  ['one in twenty', 190, 10],
  ['all of a small object, again', 9, 9],
])('best-effort delivery explains repeated lines: %s', (_what, records, duplicates) => {
  expect(findManyDuplicates(coverage(records, duplicates))).toBeNull();
});

test.each([
  ['logs given twice', 1000, 1000],
  ['more than one in twenty', 180, 10],
])('it does not explain %s', (_what, records, duplicates) => {
  expect(findManyDuplicates(coverage(records, duplicates))).toEqual({ duplicates, of: records + duplicates });
});

test('the sentence names objects that were given twice, and else what that may mean', () => {
  const many = { duplicates: 30, of: 90 };
  expect(duplicatesSentence(many, null)).toBe(
    "30 of 90 records (33.3 %) repeat an earlier one, which S3's delivery rarely does: copies of log objects may stand in the place of others",
  );
  expect(duplicatesSentence(many, { objects: 1, example: ['a/x', 'b/x.gz'] })).toBe(
    "30 of 90 records (33.3 %) repeat an earlier one, which S3's delivery rarely does: 1 log object was given more than once, such as a/x and b/x.gz; give each once",
  );
});
