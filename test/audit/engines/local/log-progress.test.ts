import { progressText, trailProgressText } from '../../../../audit/engines/local/log-progress';

const TOTAL = { files: 148, bytes: 200_000_000 };

test('tells files, lines, bytes, rate and the time that remains', () => {
  const progress = { files: 12, lines: 1_234_567, bytes: 50_000_000, rejects: 0 };
  expect(progressText(progress, TOTAL, 5)).toBe('12 of 148 files, 1,234,567 lines, 50 of 200 MB, 10 MB/s, 15 s left');
});

test('tells rejects as soon as there are any', () => {
  const progress = { files: 148, lines: 1, bytes: 200_000_000, rejects: 3 };
  expect(progressText(progress, TOTAL, 20)).toBe(
    '148 of 148 files, 1 lines, 200 of 200 MB, 10 MB/s, 3 could not be read',
  );
});

test('tells CloudTrail files, requests and the time that remains', () => {
  expect(trailProgressText({ files: 250, events: 248_000 }, 1000, 3)).toBe(
    'CloudTrail: 250 of 1,000 files, 248,000 requests, 9 s left',
  );
  expect(trailProgressText({ files: 1000, events: 1 }, 1000, 3)).toBe('CloudTrail: 1,000 of 1,000 files, 1 requests');
});
