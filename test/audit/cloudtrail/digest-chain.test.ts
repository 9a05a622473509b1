import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { checkDigests, type DigestTask } from '../../../audit/cloudtrail/check-digests';
import { readDigestKeys, type DigestKeys } from '../../../audit/cloudtrail/digest-chain';
import type { LogFile } from '../../../audit/sources/log-files';
import { useTemporaryDirectory } from '../../temporary-directory';
import { digestName, eventsName, listed, sha256, writeSignedTrail, type SignedTrail } from './signed-trail';

const directory = useTemporaryDirectory();
const KEYS = readDigestKeys(listed()) as DigestKeys;
const HOURS = [10, 11, 12, 13];
const at = (name: string): string => join(directory(), name);
const writeTrail = (change?: SignedTrail['change']): void => {
  writeSignedTrail({ directory: directory(), hours: HOURS, ...(change && { change }) });
};

const file = (name: string): LogFile => ({ kind: 'file', path: at(name) });
const WINDOW = { since: Date.UTC(2026, 0, 5, 10) / 1000, until: Date.UTC(2026, 0, 5, 12) / 1000 };

/** What is doubted of the window between ten and twelve, but for its last file and digest, which later ones vouch for. */
function doubts(task: Partial<DigestTask> = {}, hours = HOURS): Promise<readonly string[]> {
  const files = HOURS.map((hour) => file(eventsName(hour))).filter(({ kind }) => kind === 'file');
  return checkDigests({
    files,
    digests: hours.map((hour) => file(digestName(hour))),
    keys: KEYS,
    since: WINDOW.since,
    until: Date.UTC(2026, 0, 5, 11) / 1000 - 6 * 3600,
    ...task,
  });
}

test('files that are as their signed digests say leave no doubt', async () => {
  writeTrail();
  expect(await doubts()).toEqual([]);
});

test('a file that a digest names and that was not given is missed, with keys or without', async () => {
  writeTrail();
  const files = [11, 12, 13].map((hour) => file(eventsName(hour)));
  const missing = /^1 CloudTrail file that digests name is not there: trail\/.*_20260105T1005Z_abc\.json\.gz; /;
  expect(await doubts({ files })).toEqual([expect.stringMatching(missing)]);
  expect(await doubts({ files, keys: undefined })).toEqual([expect.stringMatching(missing)]);
});

test('a file that was altered is told, however it is compressed', async () => {
  writeTrail();
  writeFileSync(at(eventsName(10)), gzipSync(gunzipSync(readFileSync(at(eventsName(10)))), { level: 1 }));
  expect(await doubts()).toEqual([]);
  writeFileSync(at(eventsName(10)), gzipSync('{"Records":[]}'));
  expect(await doubts()).toEqual([expect.stringMatching(/^1 CloudTrail file that digests name is not as they say/)]);
});

test('a digest that was altered is told by the next one', async () => {
  writeTrail();
  const digest = gunzipSync(readFileSync(at(digestName(10))))
    .toString()
    .replace(/"logFiles":\[.*\]/, '"logFiles":[]');
  writeFileSync(at(digestName(10)), gzipSync(digest));
  expect(await doubts()).toEqual([
    expect.stringMatching(/T100000Z\.json\.gz is not as the next one says: somebody altered it$/),
    expect.stringMatching(/^1 CloudTrail file is named by no digest/),
  ]);
});

test('digests made up with another key are told by their signatures', async () => {
  writeTrail();
  const other = readDigestKeys(listed(generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey)) as DigestKeys;
  expect(await doubts({ keys: other })).toContainEqual(
    expect.stringMatching(/^the signature of the digest .*T100000Z\.json\.gz is not valid$/),
  );
  expect(await doubts({ keys: new Map() })).toContainEqual(
    expect.stringMatching(/signed by a key that was not given: a1b2c3$/),
  );
});

test('each field that is signed is held by the signature', async () => {
  for (const field of ['digestEndTime', 'digestS3Object', 'digestS3Bucket', 'previousDigestSignature']) {
    writeTrail();
    const digests = HOURS.map(
      (hour) => JSON.parse(gunzipSync(readFileSync(at(digestName(hour)))).toString()) as Record<string, unknown>,
    );
    const [, eleven, twelve] = digests;
    const forged = JSON.stringify({ ...eleven, [field]: field === 'digestEndTime' ? '2026-01-05T11:30:00Z' : 'ab' });
    writeFileSync(at(digestName(11)), gzipSync(forged));
    writeFileSync(at(digestName(12)), gzipSync(JSON.stringify({ ...twelve, previousDigestHashValue: sha256(forged) })));
    expect((await doubts({ until: WINDOW.until })).length).toBeGreaterThan(0);
  }
});

test('a digest between others that was not given is missed, whatever the window', async () => {
  writeTrail();
  for (const since of [WINDOW.since, null]) {
    expect(await doubts({ since }, [10, 12, 13])).toContainEqual(
      expect.stringMatching(
        /^the digest trail\/.*T110000Z\.json\.gz was not given, which .*T120000Z\.json\.gz follows$/,
      ),
    );
  }
});

test('digests that begin after the window or end before it leave the rest in doubt', async () => {
  writeTrail();
  expect(await doubts({ since: WINDOW.since - 9 * 3600 }, [11, 12, 13])).toContainEqual(
    expect.stringMatching(/T100000Z\.json\.gz was not given, which .*T110000Z\.json\.gz follows$/),
  );
  expect(await doubts({ since: WINDOW.since - 9 * 3600 }, [11, 12, 13])).toContainEqual(
    expect.stringMatching(/^digests were given from 2026-01-05T10:00:00Z to 2026-01-05T13:00:00Z alone/),
  );
  expect(await doubts({ until: Date.UTC(2026, 0, 5, 20) / 1000 })).toContainEqual(
    expect.stringMatching(/^digests were given from .* alone/),
  );
});

test('who asks for no beginning is content with the digests that there are', async () => {
  writeTrail();
  const files = [11, 12, 13].map((hour) => file(eventsName(hour)));
  expect(await doubts({ since: null, files }, [11, 12, 13])).toEqual([]);
});

test('files of events in the folder of the digests are no digests, and alone they prove nothing', async () => {
  writeTrail();
  const both = HOURS.flatMap((hour) => [file(eventsName(hour)), file(digestName(hour))]);
  expect(await doubts({ digests: both })).toEqual([]);
  expect(await doubts({ digests: [file(eventsName(10))] })).toContainEqual(
    'no digest was found among the files given as digests',
  );
});

test('the newest digest is signed by none that was given', async () => {
  writeTrail();
  expect(await doubts({ until: null })).toEqual([
    expect.stringMatching(/T130000Z\.json\.gz is signed by none that was given: .*the next one/),
  ]);
});

test('a file of events that no digest names is told', async () => {
  writeTrail();
  const stranger = '222222222222_CloudTrail_us-east-1_20260105T1007Z_def.json';
  writeFileSync(at(stranger), '{"Records":[]}');
  const files = [...HOURS.map((hour) => file(eventsName(hour))), file(stranger)];
  expect(await doubts({ files })).toEqual([
    `1 CloudTrail file is named by no digest that was given, such as ${stranger}`,
  ]);
});

test('a digest that is not whole, or none, is told', async () => {
  writeTrail(({ digestEndTime, ...rest }, hour) => (hour === 10 ? rest : { ...rest, digestEndTime }));
  expect(await doubts()).toContainEqual(expect.stringMatching(/T100000Z\.json\.gz lacks digestEndTime$/));
  writeFileSync(at(digestName(10)), 'x');
  expect(await doubts()).toContainEqual(
    expect.stringMatching(/^the digest .*T100000Z\.json\.gz could not be read: is not JSON$/),
  );
});

describe('a digest says what it lacks', () => {
  const all = [
    ...[
      'digestS3Bucket',
      'digestS3Object',
      'digestStartTime',
      'digestEndTime',
      'digestPublicKeyFingerprint',
      'logFiles',
    ],
    ...['previousDigestS3Bucket', 'previousDigestHashValue', 'previousDigestSignature'],
  ];
  const lacking = /T110000Z\.json\.gz lacks (.*)$/;
  const lacks = async (): Promise<readonly (string | undefined)[]> =>
    (await doubts()).filter((doubt) => lacking.test(doubt)).map((doubt) => lacking.exec(doubt)?.[1]);

  test.each(all)('%s', async (field) => {
    writeTrail((digest, hour) => (hour === 11 ? { ...digest, [field]: undefined } : digest));
    expect(await lacks()).toEqual([field]);
  });

  test.each(['s3Bucket', 's3Object', 'hashValue'])('%s of a file that it names', async (field) => {
    writeTrail((digest, hour) => {
      const [file] = digest.logFiles as readonly object[];
      return hour === 11 ? { ...digest, logFiles: [{ ...file, [field]: '' }, file] } : digest;
    });
    expect(await lacks()).toEqual([field]);
    if (field === 'hashValue') {
      expect(await doubts({ keys: undefined })).toEqual([expect.stringMatching(/ is not as they say: /)]);
    }
  });

  test('all of it at once', async () => {
    const none = Object.fromEntries(all.slice(2, 6).map((field) => [field, undefined]));
    writeTrail((digest, hour) => (hour === 11 ? { ...digest, ...none } : digest));
    expect(await lacks()).toEqual(['logFiles, digestStartTime, digestEndTime, digestPublicKeyFingerprint']);
  });
});

test.each([
  [{}, 'has no PublicKeyList, as aws cloudtrail list-public-keys prints it'],
  [{ PublicKeyList: [{ Value: 'x' }] }, 'PublicKeyList[0] lacks Value or Fingerprint'],
  [{ PublicKeyList: [{ Value: 'x', Fingerprint: 'y' }] }, 'PublicKeyList[0].Value is no public key'],
])('keys that cannot be read are told: %j', (json, problem) => {
  expect(readDigestKeys(json)).toBe(problem);
});
