import fc from 'fast-check';
import { compareSequencers, decodeKey, readEvent } from '../../../../modules/lambda-replication/function/event-records';

const record = {
  eventSource: 'aws:s3',
  eventVersion: '2.1',
  eventName: 'ObjectCreated:Put',
  eventTime: '2026-01-05T00:00:03.123Z',
  s3: {
    bucket: { name: 'orders-source' },
    object: { key: 'red+flower%2B%C3%A9.jpg', versionId: 'v1', eTag: 'abc', sequencer: '0A1B' },
  },
};

const withObject = (object: Record<string, unknown>) => ({
  ...record,
  s3: { ...record.s3, object: { ...record.s3.object, ...object } },
});

describe('the records of an S3 event', () => {
  test('tell which version of which object was created', () => {
    expect(readEvent({ Records: [record] })).toEqual([
      {
        raw: record,
        event: {
          kind: 'created',
          eventName: 'ObjectCreated:Put',
          eventTime: '2026-01-05T00:00:03.123Z',
          bucket: 'orders-source',
          key: 'red flower+é.jpg',
          versionId: 'v1',
          eTag: 'abc',
          sequencer: '0A1B',
        },
      },
    ]);
  });

  test.each([
    ['ObjectCreated:CompleteMultipartUpload', 'created'],
    ['s3:ObjectCreated:Copy', 'created'],
    ['ObjectRemoved:DeleteMarkerCreated', 'delete-marker-created'],
    ['ObjectRemoved:Delete', 'other'],
    ['ObjectTagging:Put', 'other'],
  ])('of kind %s are %s', (eventName, kind) => {
    expect(readEvent({ Records: [{ ...record, eventName }] })).toMatchObject([{ event: { kind } }]);
  });

  test('are read each by itself: one that cannot be read does not hide the next', () => {
    const records = readEvent({
      Records: [null, { ...record, eventVersion: '3.0' }, withObject({ key: '%ZZ' }), record],
    });
    expect(records).toMatchObject([
      { raw: null, unreadable: expect.stringContaining('not an S3 event record') as string },
      { unreadable: 'event version 3.0 is not 2.x' },
      { unreadable: 'the key %ZZ is not percent-encoded UTF-8' },
      { event: { key: 'red flower+é.jpg' } },
    ]);
  });

  test.each(['2.0', '2.3', '2.99'])('of minor version %s are accepted', (eventVersion) => {
    expect(readEvent({ Records: [{ ...record, eventVersion }] })).toMatchObject([{ event: { versionId: 'v1' } }]);
  });

  test.each(['20.1', '2', '1.2'])('of version %s are refused', (eventVersion) => {
    expect(readEvent({ Records: [{ ...record, eventVersion }] })).toMatchObject([
      { unreadable: `event version ${eventVersion} is not 2.x` },
    ]);
  });

  test('are none in the event by which S3 tries a notification', () => {
    expect(readEvent({ Service: 'Amazon S3', Event: 's3:TestEvent' })).toEqual([]);
  });

  test.each([null, 'text', {}, { Records: 'none' }])('are one that is unreadable, where %j is no S3 event', (event) => {
    expect(readEvent(event)).toEqual([
      { raw: event, unreadable: expect.stringContaining('not an S3 event') as string },
    ]);
  });
});

test('a key that was form-encoded as S3 does is decoded to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (key) => {
      expect(decodeKey(new URLSearchParams({ key }).toString().slice('key='.length))).toBe(key);
    }),
  );
});

describe('sequencers of one key', () => {
  test('compare as if the shorter were padded with zeros on its right', () => {
    expect(compareSequencers('0A', '0A00')).toBe(0);
    expect(compareSequencers('0A', '0A01')).toBe(-1);
    expect(compareSequencers('0B', '0AFF')).toBe(1);
    expect(compareSequencers('00ab', '00AB')).toBe(0);
  });

  test('compare as the fractions that their digits spell', () => {
    const sequencer = fc.string({
      unit: fc.nat(15).map((digit) => digit.toString(16).toUpperCase()),
      minLength: 1,
      maxLength: 12,
    });
    const fraction = (digits: string): number => Number.parseInt(digits.padEnd(12, '0'), 16);
    fc.assert(
      fc.property(sequencer, sequencer, (a, b) => {
        expect(compareSequencers(a, b)).toBe(Math.sign(fraction(a) - fraction(b)));
      }),
    );
  });
});
