import { isDeepStrictEqual } from 'node:util';
import { trailArnIn, type Archive } from '../../../contract/deployment/archive';
import { namesOf, roleArnIn } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isObject } from '../../../contract/json-object';
import { dnsSuffixOf } from '../../../contract/partition';
import { sidesWithKey, sidesWithTrail } from './accounts';
import { such, type Rule } from './template';

const CLOUDTRAIL = 'cloudtrail.amazonaws.com' as const;

/** A statement of an Allow, each list as it is meant: a set. */
interface Allowed {
  readonly to: typeof CLOUDTRAIL | { readonly accounts: readonly string[] };
  readonly action: readonly string[];
  readonly resource: readonly string[];
  readonly condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/**
 * Policies that the owner of a log archive is asked to set. Who sets more than is needed opens the archive to others, and who
 * sets less loses the files, so that nothing but just these will do; Sids and order mean nothing.
 * Source: CloudTrail User Guide, "Setting bucket policy for multiple accounts" and "Configure AWS KMS key policies for CloudTrail".
 */
export function policiesToSet(deployment: Deployment, archive: Archive): Readonly<Record<'bucket' | 'key', Rule>> {
  const { bucketArn, prefix, region } = archive;
  const trails = sidesWithTrail(deployment).map((side) => ({
    account: deployment[side].account,
    arn: trailArnIn(deployment, side),
  }));
  const all = trails.map(({ arn }) => arn);
  const readers = readersOf(deployment);
  const byReaders = { ArnEquals: { 'aws:PrincipalArn': readers } };
  const to = { accounts: sidesWithKey(deployment).map((side) => rootOf(deployment, deployment[side].account)) };
  const files = `${bucketArn}/${prefix}AWSLogs/`;
  const readable = (...statements: readonly Allowed[]) => (readers.length === 0 ? [] : statements);
  return {
    bucket: toSet('the policy of the bucket', [
      { to: CLOUDTRAIL, action: ['s3:GetBucketAcl'], resource: [bucketArn], condition: fromTrails(all) },
      ...trails.map(({ account, arn }) => ({
        to: CLOUDTRAIL,
        action: ['s3:PutObject'],
        resource: [`${files}${account}/*`],
        condition: fromTrails([arn], { 's3:x-amz-acl': ['bucket-owner-full-control'] }),
      })),
      ...readable(
        { to, action: ['s3:GetBucketLocation', 's3:ListBucket'], resource: [bucketArn], condition: byReaders },
        { to, action: ['s3:GetObject'], resource: [`${files}*`], condition: byReaders },
      ),
    ]),
    key: toSet('the policy of the key', [
      ...trails.map(({ arn }) => ({
        to: CLOUDTRAIL,
        action: ['kms:GenerateDataKey*'],
        resource: ['*'],
        condition: fromTrails([arn], { 'kms:EncryptionContext:aws:cloudtrail:arn': [arn] }),
      })),
      { to: CLOUDTRAIL, action: ['kms:DescribeKey'], resource: ['*'], condition: fromTrails(all) },
      ...readable({
        to,
        action: ['kms:Decrypt'],
        resource: ['*'],
        condition: { ...byReaders, StringEquals: { 'kms:ViaService': [`s3.${region}.${dnsSuffixOf(region)}`] } },
      }),
    ]),
  };
}

function fromTrails(arns: readonly string[], more: Readonly<Record<string, readonly string[]>> = {}) {
  return { StringEquals: { 'aws:SourceArn': arns, ...more } };
}

/** Roles that query, which an archive that exists cannot name by itself. */
function readersOf(deployment: Deployment): readonly string[] {
  const { catalog } = deployment;
  if (catalog === undefined) return [];
  const { readerRole, compactorRole } = namesOf(deployment).catalog;
  const roles = catalog.compactors.length === 0 ? [readerRole] : [readerRole, compactorRole];
  return sidesWithKey(deployment).flatMap((side) => roles.map((role) => roleArnIn(deployment, side, role)));
}

function rootOf({ partition }: Deployment, account: string): string {
  return `arn:${partition}:iam::${account}:root`;
}

function toSet(what: string, statements: readonly Allowed[]): Rule {
  const wanted = asSet(statements.map(written));
  return such(`${what} with just ${statements.length} statements: for its trails, and who queries`, (value) => {
    const found = typeof value === 'string' ? parsed(value) : undefined;
    if (!isObject(found) || found.Version !== '2012-10-17' || !Array.isArray(found.Statement)) return false;
    if (Object.keys(found).some((name) => !['Version', 'Statement'].includes(name))) return false;
    return isDeepStrictEqual(asSet((found.Statement as unknown[]).map(withoutSid)), wanted);
  });
}

function written({ to, action, resource, condition }: Allowed): unknown {
  const principal = typeof to === 'string' ? { Service: [to] } : { AWS: to.accounts };
  return { Effect: 'Allow', Principal: principal, Action: action, Resource: resource, Condition: condition };
}

function withoutSid(statement: unknown): unknown {
  if (!isObject(statement)) return statement;
  return Object.fromEntries(Object.entries(statement).filter(([name]) => name !== 'Sid'));
}

/** Every list as a set, of which one alone may stand without a list; `Effect` has one anyway. */
function asSet(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set((value as unknown[]).map((one) => JSON.stringify(asSet(one))))].sort();
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, one]) => [name, asSet(typeof one === 'string' ? [one] : one)]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
