import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { DeploymentError, readDeployment } from '../../../contract/deployment/read';

type Settings = Record<string, unknown>;
interface Sides {
  readonly source: Settings;
  readonly destination: Settings;
}

const lock = parse(readFileSync('examples/object-lock.yaml', 'utf8')) as Settings & Sides;
const native = parse(readFileSync('examples/native-replication.yaml', 'utf8')) as Settings & Sides;

const problemsOf = (settings: Settings): readonly string[] => {
  try {
    readDeployment(stringify(settings), 'deployment.yaml');
    return [];
  } catch (error) {
    if (error instanceof DeploymentError) return error.problems;
    throw error;
  }
};

const locked = (objectLock: Settings) => ({ ...lock, destination: { ...lock.destination, bucket: { objectLock } } });
const governance = { mode: 'governance', retention: { days: 1 } };

test.each([
  [
    'days or years, not both',
    locked({ mode: 'governance', retention: { days: 1, years: 1 } }),
    /must be either days or/,
  ],
  ['days or years', locked({ mode: 'governance', retention: {} }), /retention: must be either days or years/],
  [
    'an acknowledgement of compliance mode',
    locked({ mode: 'compliance', retention: { days: 1 } }),
    /acknowledgement: must be "nobody can shorten it"/,
  ],
  [
    'no acknowledgement of governance mode',
    locked({ ...governance, acknowledgement: 'nobody can shorten it' }),
    /acknowledgement: .* belongs to compliance mode/,
  ],
  [
    'a log bucket without lock',
    { ...lock, destination: { ...lock.destination, logs: { objectLock: governance } } },
    /destination\.logs\.objectLock: is not possible: S3 delivers no access logs/,
  ],
  [
    'a lock at the destination for what is locked at the source',
    { ...native, source: { ...native.source, bucket: { objectLock: governance } } },
    /destination\.bucket\.objectLock: is missing: S3 replicates the retention of source\.bucket/,
  ],
  [
    'a lock at the source for what is replicated back',
    {
      ...native,
      destination: { ...native.destination, bucket: { objectLock: governance } },
      replication: { native: { bothDirections: true } },
    },
    /source\.bucket\.objectLock: is missing/,
  ],
])('demands %s', (_, settings, problem) => {
  expect(problemsOf(settings)).toEqual([expect.stringMatching(problem)]);
});

test('takes governance mode without further words', () => {
  expect(problemsOf(locked(governance))).toEqual([]);
});
