import { assignmentText } from '../../../contract/identity-center';
import type { Deployment } from '../../../contract/deployment/schema';
import { deploymentOf } from '../../modules/synthesized';
import { review, synthesized, type StackJson, statementOf } from './synthesized-stack';

jest.setTimeout(120_000);

/** People, by their permission set of IAM Identity Center. */
const LEGAL_DEPARTMENT = assignmentText({ accountId: '222222222222', permissionSet: 'Legal' });

const { deployment, json } = synthesized(lockedSample());
/** The sample with Object Lock: smaller than the example that has everything. */
function lockedSample(): Deployment {
  const role = (name: string) => `arn:aws:iam::222222222222:role/${name}`;
  return deploymentOf('deployment.yaml', (d) => ({
    ...d,
    destination: {
      ...d.destination,
      bucket: {
        ...d.destination.bucket,
        objectLock: {
          mode: 'governance',
          retention: { days: 1 },
          holders: [
            { principal: role('uploader'), duty: 'uploader' },
            { principal: role('records-manager'), duty: 'retention-administrator', through: 'exempt' },
            { principal: role('legal'), duty: 'legal-hold-officer', through: 'exempt' },
            { principal: role('auditor'), duty: 'auditor', through: 'own' },
            { principal: LEGAL_DEPARTMENT, duty: 'legal-hold-officer', through: 'own' },
          ],
        },
      },
    },
  }));
}

const DATA = 'aws_s3_bucket_policy.data_policy';
const ENDPOINT = 'aws_vpc_endpoint.s3';

const findingsAfter = (mutate: (stack: StackJson) => void): readonly string[] => {
  const mutated = structuredClone(json);
  mutate(mutated);
  const { findings, verdict } = review(mutated, deployment).review;
  expect(verdict).not.toBe('pass');
  return findings.map(({ what }) => what);
};

const without = (address: string, sid: string, action: string) => (stack: StackJson) => {
  const statement = statementOf(stack, address, sid);
  const left = statement.Action.filter((one) => one !== action);
  if (left.length === statement.Action.length) throw new Error(`${sid} does not name ${action}`);
  statement.Action = left;
};

const noLongerExempt = (role: string) => (stack: StackJson) => {
  const keys = statementOf(stack, DATA, 'DenyDataAccessOutsideEndpoint').Condition!.ArnNotLikeIfExists!;
  const exempt = keys['aws:PrincipalArn'] as string[];
  keys['aws:PrincipalArn'] = exempt.filter((arn) => !arn.endsWith(`/${role}`));
  if ((keys['aws:PrincipalArn'] as string[]).length === exempt.length) throw new Error(`${role} was not exempt`);
};

const set = (name: string) => `aws_iam_policy.destination_${name}`;

/* Each guard of each duty, taken away: who could no longer do what. */
it.each<[duty: string, guard: string, mutate: (stack: StackJson) => void, finding: RegExp]>([
  [
    'uploader',
    'its endpoint lets uploads through',
    without(ENDPOINT, 'UploaderAllowUploads', 's3:PutObject'),
    /uploader may not s3:PutObject .*endpoint does not allow/,
  ],
  [
    'uploader',
    'its set has uploads',
    without(set('uploader'), 'AllowUploads', 's3:PutObject'),
    /role\/uploader may not s3:PutObject/,
  ],
  [
    'uploader',
    'its set has the key',
    without(set('uploader'), 'AllowKeyThroughS3', 'kms:GenerateDataKey'),
    /role\/uploader may not kms:GenerateDataKey/,
  ],
  ['retention administrator', 'is exempt', noLongerExempt('records-manager'), /records-manager may not s3:.*Retention/],
  [
    'retention administrator',
    'its set has the bypass',
    without(set('retention_administrator'), 'AllowRetention', 's3:BypassGovernanceRetention'),
    /records-manager may not s3:BypassGovernanceRetention/,
  ],
  ['legal hold officer', 'is exempt', noLongerExempt('legal'), /role\/legal may not s3:.*LegalHold/],
  [
    'legal hold officer',
    'its set finds versions',
    without(set('legal_hold_officer'), 'AllowFindingVersions', 's3:ListBucketVersions'),
    /role\/legal may not s3:ListBucketVersions/,
  ],
  [
    'auditor',
    'its endpoint lets reading through',
    without(ENDPOINT, 'AuditorAllowReading', 's3:GetObjectRetention'),
    /role\/auditor may not s3:GetObjectRetention .*endpoint does not allow/,
  ],
  [
    'auditor',
    'its endpoint lets the settings through',
    without(ENDPOINT, 'AuditorAllowReadingSettings', 's3:GetBucketPolicy'),
    /role\/auditor may not s3:GetBucketPolicy .*endpoint does not allow/,
  ],
  [
    'legal department',
    'its endpoint lets holds through',
    without(ENDPOINT, 'LegalHoldOfficerAllowLegalHold', 's3:PutObjectLegalHold'),
    /AWSReservedSSO_Legal_\w+ may not s3:PutObjectLegalHold .*endpoint does not allow/,
  ],
])('the %s can work because %s', (_duty, _guard, mutate, finding) => {
  expect(findingsAfter(mutate).join('\n')).toMatch(finding);
});

it('finds nothing wrong with duties as they are built', () => {
  expect(review(json, deployment).review).toMatchObject({ findings: [], notReviewed: [], verdict: 'pass' });
});

it('lets a duty through the endpoint for nothing but that duty', () => {
  const more = (stack: StackJson) => statementOf(stack, ENDPOINT, 'AuditorAllowReading').Action.push('s3:PutObject');
  expect(findingsAfter(more).join('\n')).toMatch(
    /auditor.* may s3:putobject .*not meant for it.*by the policy of the endpoint/,
  );
});

it('lets people through by their permission set, and nobody by another that begins alike', () => {
  const wider = (stack: StackJson) => {
    const like = statementOf(stack, ENDPOINT, 'LegalHoldOfficerAllowLegalHold').Condition!.ArnLike!;
    like['aws:PrincipalArn'] = (like['aws:PrincipalArn'] as string[]).map((arn) => arn.replace(/_Legal_.*/, '_Legal*'));
  };
  expect(findingsAfter(wider).join('\n')).toMatch(
    / may s3:\w*legalhold .*not meant for it.*by the policy of the endpoint/,
  );
});

it('exempts nobody who is meant to come through the endpoint', () => {
  const exempted = (stack: StackJson) => {
    const keys = statementOf(stack, DATA, 'DenyDataAccessOutsideEndpoint').Condition!.ArnNotLikeIfExists!;
    (keys['aws:PrincipalArn'] as string[]).push('arn:aws:iam::222222222222:role/auditor');
  };
  expect(findingsAfter(exempted).join('\n')).toMatch(/auditor.* may s3:\w+ .*past the endpoint/);
});
