import { readdirSync } from 'node:fs';
import type { Deployment } from '../../contract/deployment/schema';
import { deploymentOf, synthesize, type SynthesizedStatement } from './synthesized';

/** Every wildcard in our policies, by the Sid of its statement, and why it is there. Objects of a bucket are no wildcard. */
const REASONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  DelegateToAccountPolicies: {
    'kms:*': 'the delegation to the account: without all actions the key could become unmanageable',
    '*': 'in a key policy, this key',
  },
  AllowAdministrationWithoutUse: { '*': 'in a key policy, this key' },
  AllowEncryptingReplicas: { '*': 'in a key policy, this key' },
  AllowEncryptingCopies: { '*': 'in a key policy, this key' },
  AllowUseThroughS3: { '*': 'in a key policy, this key' },
  AllowReadersThroughS3: { '*': 'in a key policy, this key' },
  AllowWritersThroughS3: { '*': 'in a key policy, this key' },
  AllowReadersThroughS3ByPermissionSet: { '*': 'in a key policy, this key' },
  AllowBucketsOfOwnAccount: {
    's3:*': 'other work of the VPC: what it may do is for its own policies to say',
    '*': 'every bucket of the account that the condition names',
  },
  AllowBucketsOfOrganization: {
    's3:*': 'other work of the VPC: what it may do is for its own policies to say',
    '*': 'every bucket of the organization that the condition names',
  },
  AllowGrantsForAwsResources: { '*': 'in a key policy, this key' },
  AllowCloudTrailToDescribeKey: { '*': 'in a key policy, this key' },
  AllowLogGroupsToEncrypt: {
    '*': 'in a key policy, this key',
    'kms:GenerateDataKey*': 'with and without plaintext, as CloudWatch documents',
    'kms:ReEncrypt*': 'from and to, as CloudWatch documents',
  },
  AllowTracing: { '*': 'these two actions know no resources' },
  AllowFindingGroup: {
    'arn:aws:logs:REGION:ACCOUNT:log-group:*': 'flow logs look for their group among those of the account and region',
  },
  AllowWritingFlows: {
    'arn:aws:logs:REGION:ACCOUNT:log-group:/s3-private-path/NAME/flow-logs:*': 'the streams of one log group',
  },
  AllowReadersToDecrypt: { '*': 'in a key policy, this key' },
  AllowCloudTrailToEncrypt: {
    '*': 'in a key policy, this key',
    'kms:GenerateDataKey*': 'with and without plaintext, as CloudTrail documents',
  },
  AllowAlarmsToPublish: {
    '*': 'in a key policy, this key',
    'kms:GenerateDataKey*': 'with and without plaintext, as SNS documents',
  },
  AllowBucketEventsToPublish: {
    '*': 'in a key policy, this key',
    'kms:GenerateDataKey*': 'with and without plaintext, as S3 documents',
  },
  AllowAtMostKey: {
    'arn:aws:kms:REGION:ACCOUNT:key/*':
      'a boundary that named the key would close a circle; the encryption context ties it to the bucket',
  },
  AllowAttaching: { 'arn:aws:ec2:REGION:ACCOUNT:*/*': 'interfaces, subnets and groups that Lambda chooses' },
  DenyAttachingByCode: { 'arn:aws:ec2:REGION:ACCOUNT:*/*': 'a Deny of the same' },
  AllowLookingAtNetwork: { '*': 'the two actions know no resources' },
  AllowConsole: { '*': 's3:ListAllMyBuckets knows no resources' },
  AllowLogging: {
    'arn:aws:logs:REGION:ACCOUNT:log-group:/aws/lambda/NAME-replicate:*': 'streams of the own log group',
  },
  AllowReadingLogs: {
    'arn:aws:logs:REGION:ACCOUNT:log-group:/aws/lambda/NAME-replicate:*': 'streams of the log group',
  },
  AllowTables: { 'arn:aws:glue:REGION:ACCOUNT:table/NAME_audit/*': 'tables of the own database' },
  AllowReadingTables: { 'arn:aws:glue:REGION:ACCOUNT:table/NAME_audit/*': 'tables of the own database' },
  DenyDataAccessOutsideEndpoint: {
    's3:*Object*': 'a Deny: actions on objects that AWS adds are denied before anybody hears of them',
    's3:Replicate*': 'a Deny: the same for replication',
  },
  DenyPrincipalsOutsideOrganization: {
    's3:*Object*': 'a Deny: actions on objects that AWS adds are denied before anybody hears of them',
    's3:Replicate*': 'a Deny: the same for replication',
  },
  DenyEndpointsOutsideOrganization: {
    's3:*Object*': 'a Deny: actions on objects that AWS adds are denied before anybody hears of them',
    's3:Replicate*': 'a Deny: the same for replication',
  },
  DenyInsecureTransport: {
    's3:*': 'a Deny: nothing at all in clear text',
    'sqs:*': 'a Deny: nothing at all in clear text',
  },
  DenyOldTls: { 's3:*': 'a Deny: nothing at all in an old version of TLS' },
  DenyCredentialsOutsideTheirVpc: {
    's3:*': 'a Deny: whatever the role may do, from its VPC only',
    'kms:*': 'a Deny: whatever the role may do, from its VPC only',
    '*': 'a Deny: whatever the role may reach, from its VPC only',
  },
};

const files = [
  'deployment.yaml',
  ...readdirSync('examples')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => `examples/${file}`),
];

function statementsOf(file: string): readonly SynthesizedStatement[] {
  const stack = synthesize(deploymentOf(file));
  return stack.addresses.flatMap((address) =>
    ['policy', 'assume_role_policy']
      .filter((attribute) => attribute in stack.resource(address))
      .flatMap((attribute) => stack.statements(address, attribute)),
  );
}

/** The objects of a bucket, all or those of a prefix. */
const isObjects = (arn: string) => /^arn:aws:s3:::[^*]+\/[^*]*\*$/.test(arn);

/** The same text of any deployment. */
const ofAny = (text: string, { name }: Deployment): string =>
  text.replace(/:[a-z]+-[a-z]+-\d:\d{12}:/, ':REGION:ACCOUNT:').replace(`/${name}`, '/NAME');

const wildcards = files.flatMap((file) =>
  statementsOf(file).flatMap(({ Sid, Action, Resource = [] }) =>
    [...Action, ...Resource]
      .filter((text) => text.includes('*') && !isObjects(text))
      // Of several trails, each has a statement of its own.
      .map((text) => [Sid.replace(/Of\d{12}$/, ''), ofAny(text, deploymentOf(file))] as const),
  ),
);

test('every wildcard has its written reason', () => {
  expect(wildcards.filter(([sid, text]) => REASONS[sid]?.[text] === undefined)).toEqual([]);
});

test('no reason outlives its wildcard', () => {
  const written = Object.entries(REASONS).flatMap(([sid, reasons]) => Object.keys(reasons).map((text) => [sid, text]));
  expect(written.filter(([sid, text]) => !wildcards.some(([s, t]) => s === sid && t === text))).toEqual([]);
});

test('no statement allows every action, nor every action of a service but by delegation to the account, or for other work of a VPC', () => {
  const all = files.flatMap(statementsOf).filter(({ Effect }) => Effect === 'Allow');
  expect(all.filter(({ Action }) => Action.includes('*'))).toEqual([]);
  expect([...new Set(all.filter(({ Action }) => Action.some((a) => a.endsWith(':*'))).map(({ Sid }) => Sid))]).toEqual([
    'DelegateToAccountPolicies',
    'AllowBucketsOfOwnAccount',
    'AllowBucketsOfOrganization',
  ]);
});
