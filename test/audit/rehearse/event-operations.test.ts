import { asLogged, knownEvents } from '../../../audit/rehearse/event-operations';
import { knownOperations, readOperation } from '../../../audit/rehearse/operations';
import { OPERATION_OF_REQUEST } from './request-names';

test('every event is of an operation of the table, or of none that a policy decides', () => {
  const known = knownOperations();
  const others = knownEvents()
    .map((event) => asLogged(`CloudTrail.${event}`))
    .filter((operation) => !known.includes(operation));
  // Names that are put together, of requests that S3 does not have.
  expect(others.filter((operation) => !/^REST\.(?:GET|PUT|DELETE)\.[A-Z_]+$/.test(operation))).toEqual([
    'REST.OPTIONS.PREFLIGHT',
  ]);
});

test('every operation of the access log has its event, but for those of other spellings', () => {
  const events = new Set(knownEvents().map((event) => asLogged(`CloudTrail.${event}`)));
  expect(knownOperations().filter((operation) => !events.has(operation))).toEqual([
    ...['WEBSITE.GET.OBJECT', 'WEBSITE.HEAD.OBJECT', 'BATCH.DELETE.OBJECT'],
    ...['REST.GET.OBJECT_LOCK_RETENTION', 'REST.PUT.OBJECT_LOCK_RETENTION'],
    ...['REST.GET.OBJECT_LOCK_LEGAL_HOLD', 'REST.PUT.OBJECT_LOCK_LEGAL_HOLD'],
  ]);
});

test('an operation of the access log stays as it is', () => {
  expect(asLogged('REST.GET.OBJECT')).toBe('REST.GET.OBJECT');
});

test.each([
  ['CloudTrail.DeleteObjects', 'batch delete'],
  ['CloudTrail.FrobnicateObject', 'table of operations'],
])('%s is undecided', (operation, reason) => {
  const reading = readOperation(operation, 'key');
  expect(reading.kind === 'unknown' ? reading.reason : undefined).toContain(reason);
});

test('an event asks for what its line would', () => {
  expect(readOperation('CloudTrail.GetObject', 'key')).toEqual(readOperation('REST.GET.OBJECT', 'key'));
  expect(readOperation('CloudTrail.GetBucketAcl', null)).toEqual(readOperation('REST.GET.ACL', null));
});

/** CloudTrail's names of some settings have more words than the API's, or fewer. */
const nameOfEvent = (request: string): string =>
  request
    .replace(/Bucket(Lifecycle|Notification)Configuration$/, 'Bucket$1')
    .replace(/Bucket(Accelerate|Analytics|Inventory|Metrics|IntelligentTiering)Configuration$/, '$1Configuration')
    .replace(/^(Get|Put|Delete)(PublicAccessBlock|ObjectLockConfiguration)$/, '$1Bucket$2');

test.each([...OPERATION_OF_REQUEST].filter(([request]) => !/^List.*Configurations$/.test(request)))(
  'the event of %s is of %s',
  (request, operation) => {
    expect(asLogged(`CloudTrail.${nameOfEvent(request)}`)).toBe(operation);
  },
);

test('what a copy reads is of the operation that reads for a copy', () => {
  expect(asLogged('CloudTrail.CopyObject_GET')).toBe('REST.COPY.OBJECT_GET');
  expect(asLogged('CloudTrail.UploadPartCopy_GET')).toBe('REST.COPY.PART_GET');
});
