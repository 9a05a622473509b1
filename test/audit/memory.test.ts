import v8 from 'node:v8';
import {
  limitMemory,
  memoryForFile,
  memoryForLines,
  memoryForTables,
  requireMemory,
  SHARE_OF_GROUPS,
  threadsWithin,
} from '../../audit/memory';

const MB = 1_000_000;
afterEach(() => {
  limitMemory(null);
  jest.restoreAllMocks();
});
const usedIs = (used: number, limit = 4_000 * MB): void => {
  const statistics = { ...v8.getHeapStatistics(), used_heap_size: used, heap_size_limit: limit };
  jest.spyOn(v8, 'getHeapStatistics').mockReturnValue(statistics);
};

test('what runs at the same time stays together within the limit', () => {
  for (const limit of [200 * MB, 500 * MB, 8_000 * MB]) {
    limitMemory(limit);
    expect(memoryForLines() + 0.3 * limit).toBeLessThan(limit);
    expect(memoryForTables()).toBeLessThan(limit);
    expect(memoryForFile()).toBeLessThan(limit);
    expect(threadsWithin(8)).toBeGreaterThanOrEqual(1);
    expect(threadsWithin(8)).toBeLessThanOrEqual(8);
  }
});

test('without a limit the machine bounds lines, and nothing else changes', () => {
  expect(threadsWithin(8)).toBe(8);
  expect(memoryForTables()).toBe(1_000 * MB);
  expect(memoryForFile()).toBe(Infinity);
});

test('what fits is let be, what does not is said with what would be less and what to raise', () => {
  limitMemory(200 * MB);
  usedIs(30 * MB);
  expect(() => {
    requireMemory('9 groups: ask for fewer');
  }).not.toThrow();
  usedIs(60 * MB);
  expect(() => {
    requireMemory('9 groups: ask for fewer');
  }).toThrow('--memory-limit 200 MB: memory does not suffice for 9 groups: ask for fewer (or raise --memory-limit)');
});

test('a heap of V8 that is smaller than the limit is named as what is to be raised', () => {
  usedIs(95 * MB, 100 * MB);
  const raise = /^memory does not suffice for 9 groups \(or raise NODE_OPTIONS=--max-old-space-size\)$/;
  expect(() => {
    requireMemory('9 groups');
  }).toThrow(raise);
});

test('what groups take outside of the heap counts too', () => {
  usedIs(100 * MB);
  limitMemory(564 * MB);
  expect(() => {
    requireMemory('hours', SHARE_OF_GROUPS, 40 * MB);
  }).not.toThrow();
  expect(() => {
    requireMemory('hours', SHARE_OF_GROUPS, 60 * MB);
  }).toThrow('memory does not suffice for hours');
});
