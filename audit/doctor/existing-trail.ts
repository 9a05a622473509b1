import type { Trail } from '@aws-sdk/client-cloudtrail';
import { notApplicable, ok, unreadable, wrong, type Check, type CheckName } from './check';
import type { Live } from './live';
import { dataCoverage, managementCoverage } from './trail-coverage';
import type { TrailState } from './trails';

/** What is asked of each trail that records the requests to a bucket. */
type Question = (trail: TrailState & { readonly settings: Trail }) => {
  /** `unknown` where AWS does not say; `apart` where it is as it may be, and worth telling. */
  readonly is: 'right' | 'wrong' | 'unknown' | 'apart';
  readonly what: string;
  readonly mend?: string;
};

const QUESTIONS: Readonly<Partial<Record<CheckName, Question>>> = {
  'trail-delivery': ({ name, status }) => {
    if (!status.readable) return { is: 'unknown', what: status.reason };
    const { LatestDeliveryError: error = '', LatestDeliveryTime: time } = status.value;
    if (error !== '') {
      return { is: 'wrong', what: `${name}: ${error}`, mend: "mend the log bucket's policy and the key" };
    }
    return time === undefined
      ? { is: 'unknown', what: `${name} has delivered nothing yet` }
      : { is: 'right', what: `${name} delivered last at ${time.toISOString()}` };
  },
  'trail-digests': ({ name, settings, status }) => {
    if (settings.LogFileValidationEnabled !== true) {
      const command = `aws cloudtrail update-trail --name ${name} --enable-log-file-validation`;
      return { is: 'wrong', what: `${name} writes no digests`, mend: command };
    }
    if (!status.readable) return { is: 'unknown', what: status.reason };
    const { LatestDigestDeliveryError: error = '' } = status.value;
    return error === ''
      ? { is: 'right', what: `${name} writes digests` }
      : { is: 'wrong', what: `${name}: digests: ${error}`, mend: "mend the log bucket's policy and the key" };
  },
  'trail-regions': ({ name, settings }) =>
    settings.IsMultiRegionTrail === true
      ? { is: 'right', what: `${name} records all regions` }
      : {
          is: 'wrong',
          what: `${name} records ${settings.HomeRegion ?? 'one region'} alone`,
          mend: `aws cloudtrail update-trail --name ${name} --is-multi-region-trail`,
        },
  'trail-encryption': ({ name, settings: { KmsKeyId: key = '' } }) =>
    key === ''
      ? {
          is: 'wrong',
          what: `files of ${name} are under no key of KMS`,
          mend: `aws cloudtrail update-trail --name ${name} --kms-key-id KEY, whose policy lets CloudTrail encrypt`,
        }
      : { is: 'right', what: `files of ${name} are under ${key}` },
  'trail-organization': ({ name, settings }) =>
    settings.IsOrganizationTrail === true
      ? { is: 'right', what: `${name} is of the organization` }
      : { is: 'apart', what: `${name} is of the account: whoever administers it can stop it` },
};

/**
 * Whether trails that no stack of ours makes are what a proof can rest on: files arrive, nobody can change them unseen, and
 * changes of configuration are recorded too (CloudTrail User Guide, "Security best practices in AWS CloudTrail").
 *
 * @param trails every trail that records the events of the bucket's region.
 */
export function checkExistingTrails(
  bucket: string,
  bucketArn: string,
  trails: Live<readonly TrailState[]>,
): readonly Check[] {
  const names = Object.keys(QUESTIONS) as CheckName[];
  if (!trails.readable) {
    return [...names, 'management-events' as const].map((check) => unreadable(check, bucket, trails.reason));
  }
  const recording = recordingOf(trails.value, bucketArn);
  return [...names.map((check) => ofEach(check, bucket, recording)), checkManagementEvents(bucket, trails.value)];
}

/** Trails that record some of the requests to a bucket, and those of which that cannot be told. */
function recordingOf(trails: readonly TrailState[], bucketArn: string): Live<readonly TrailState[]> {
  const logging = trails.filter(({ isLogging }) => !isLogging.readable || isLogging.value);
  const hidden = logging.flatMap(({ isLogging, selectors }) =>
    [isLogging, selectors].flatMap((live) => (live.readable ? [] : [live.reason])),
  );
  if (hidden[0] !== undefined) return { readable: false, reason: hidden[0] };
  const value = logging.filter(({ selectors }) => {
    if (!selectors.readable) return false;
    const { reads, writes } = dataCoverage(selectors.value, bucketArn);
    return reads || writes;
  });
  return { readable: true, value };
}

/** The worst answer of all trails counts. */
function ofEach(check: CheckName, bucket: string, recording: Live<readonly TrailState[]>): Check {
  if (!recording.readable) return unreadable(check, bucket, recording.reason);
  if (recording.value.length === 0) return notApplicable(check, bucket, 'no trail records requests to its objects');
  const answers = recording.value.flatMap((trail) => QUESTIONS[check]?.(trail) ?? []);
  const told = (kind: 'right' | 'wrong' | 'unknown' | 'apart') => answers.filter(({ is }) => is === kind);
  const sentence = (of: typeof answers): string => of.map(({ what }) => what).join('; ');
  const [bad, unknown, apart] = [told('wrong'), told('unknown'), told('apart')];
  if (bad.length > 0) return wrong(check, bucket, sentence(bad), bad.map(({ mend = '' }) => mend).join('; '));
  if (unknown.length > 0) return unreadable(check, bucket, sentence(unknown));
  if (apart.length > 0) return notApplicable(check, bucket, sentence(apart));
  return ok(check, bucket, sentence(answers));
}

/** Whether changes of policies and settings are recorded, by whichever trail. */
function checkManagementEvents(bucket: string, trails: readonly TrailState[]): Check {
  const check = 'management-events';
  const logging = trails.filter(({ isLogging }) => isLogging.readable && isLogging.value);
  const found = logging.filter(
    ({ selectors, deliveryError = '' }) =>
      selectors.readable && deliveryError === '' && managementCoverage(selectors.value),
  );
  if (found.length > 0) return ok(check, bucket, `recorded by ${found.map(({ name }) => name).join(', ')}`);
  const hidden = trails.flatMap(({ isLogging, selectors }) => {
    if (!isLogging.readable) return [isLogging.reason];
    return isLogging.value && !selectors.readable ? [selectors.reason] : [];
  });
  if (hidden[0] !== undefined) return unreadable(check, bucket, hidden[0]);
  return wrong(
    check,
    bucket,
    'no trail that is logging, and can deliver, records all management events that write',
    'let a trail record management events, at least those that write',
  );
}
