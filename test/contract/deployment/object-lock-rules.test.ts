import { readFileSync } from 'node:fs';
import { parse, stringify } from 'yaml';
import { problemsIn } from './deployment-problems';

type Settings = Record<string, unknown>;
interface Sides {
  readonly source: Settings;
  readonly destination: Settings;
}

const lock = parse(readFileSync('examples/object-lock.yaml', 'utf8')) as Settings & Sides;
const privately = parse(readFileSync('examples/private-access.yaml', 'utf8')) as Settings & Sides;
const native = parse(readFileSync('examples/native-replication.yaml', 'utf8')) as Settings & Sides;

const problemsOf = (settings: Settings): readonly string[] => problemsIn(stringify(settings));

const locked = (objectLock: Settings) => ({ ...lock, destination: { ...lock.destination, bucket: { objectLock } } });
const HOLDER = 'arn:aws:iam::222222222222:role/holder';
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
    'a duty that there is',
    locked({ ...governance, holders: [{ principal: HOLDER, duty: 'deleter' }] }),
    /holders\[0\]\.duty: .*must be one of uploader, retention-administrator, legal-hold-officer, auditor/,
  ],
  [
    'holders of the account of the bucket',
    locked({
      ...governance,
      holders: [{ principal: HOLDER.replace('222222222222', '333333333333'), duty: 'auditor' }],
    }),
    /holders\[0\]\.principal: .*must be a principal of account 222222222222/,
  ],
  [
    'people of the account of the bucket',
    locked({
      ...governance,
      holders: [{ principal: { permissionSet: 'Legal', account: '333333333333' }, duty: 'legal-hold-officer' }],
    }),
    /holders\[0\]\.principal: .*must be a principal of account 222222222222/,
  ],
  [
    'an exemption by ARN, which logs can tell',
    {
      ...privately,
      destination: {
        ...privately.destination,
        bucket: {
          objectLock: {
            ...governance,
            holders: [
              {
                principal: { permissionSet: 'Legal', account: '222222222222' },
                duty: 'legal-hold-officer',
                through: 'exempt',
              },
            ],
          },
        },
      },
    },
    /holders\[0\]\.principal: .*must be an ARN where through is exempt/,
  ],
  [
    'no way through an endpoint where there is none',
    locked({ ...governance, holders: [{ principal: HOLDER, duty: 'auditor', through: 'own' }] }),
    /holders\[0\]\.through: "own" is for the data bucket with privateAccess/,
  ],
  [
    'one duty for each holder, so that none brings another along',
    locked({
      ...governance,
      holders: [
        { principal: HOLDER, duty: 'auditor' },
        { principal: HOLDER, duty: 'uploader' },
      ],
    }),
    /holders\[1\]\.principal: .* is listed twice/,
  ],
  [
    'a way that there is',
    {
      ...privately,
      destination: {
        ...privately.destination,
        bucket: {
          objectLock: { ...governance, holders: [{ principal: HOLDER, duty: 'auditor', through: 'side-door' }] },
        },
      },
    },
    /holders\[0\]\.through: "side-door" is not a way to the data; allowed here: own, exempt/,
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
