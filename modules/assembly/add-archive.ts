import type { Construct } from 'constructs';
import { archiveOf, queryRolesOf, recordedSides, trailArnIn, type Archive } from '../../contract/deployment/archive';
import type { Deployment } from '../../contract/deployment/schema';
import { dnsSuffixOf } from '../../contract/partition';
import type { LogPlace } from '../log-bucket/log-bucket';
import { policyDocument } from '../policy/statement';
import { archiveBucketPolicy, archiveKeyPolicy, type ArchivePolicyProps } from '../trail-archive/archive-policy';
import { TrailArchive } from '../trail-archive/trail-archive';
import type { Site } from './site';

/** Where the trails of a deployment deliver, if not in their own accounts. */
export interface BuiltArchive {
  readonly logs: LogPlace;
  readonly keyArn: string;
}

/** Policies that a bucket and a key which are there already have to hold, as JSON by the name of a file. */
export interface ArchivePolicies {
  readonly 'archive-bucket-policy.json': string;
  readonly 'archive-key-policy.json': string;
}

/** What the owner of a log archive that is there already has to add to its policies; `undefined` where it is made here. */
export function archivePolicies(deployment: Deployment): ArchivePolicies | undefined {
  const archive = archiveOf(deployment);
  if (archive?.settings.kind !== 'existing') return undefined;
  const policies = policiesOf(deployment, archive);
  return {
    'archive-bucket-policy.json': policyDocument(archiveBucketPolicy(policies)),
    'archive-key-policy.json': policyDocument(archiveKeyPolicy(policies)),
  };
}

/** Adds the log archive that deployment.yaml asks for, or refers to the one that is there. */
export function addArchive(stack: Construct, { deployment, archiveAccount }: Site): BuiltArchive | undefined {
  const archive = archiveOf(deployment);
  if (archive === undefined) return undefined;
  const { settings, bucketName } = archive;
  if (settings.kind === 'existing') {
    const { prefix, keyArn } = settings;
    return { logs: { bucketName, ...(prefix !== undefined && { prefix }) }, keyArn };
  }
  if (archiveAccount === undefined) throw new Error('a log archive that is made has an account');
  const { bucketArn, keyAlias } = archive;
  const { trails, readers } = policiesOf(deployment, archive);
  const { removalPolicy } = deployment;
  const made = new TrailArchive(stack, 'archive', {
    ...{ account: archiveAccount, bucketName, bucketArn, keyAlias, settings, trails, readers, removalPolicy },
  });
  return { logs: made, keyArn: made.key.arn };
}

function policiesOf(deployment: Deployment, archive: Archive): ArchivePolicyProps {
  const { settings, bucketArn, prefix, account: id, region } = archive;
  return {
    place: { id, region, partition: deployment.partition, dnsSuffix: dnsSuffixOf(region) },
    bucketArn,
    prefix,
    trails: recordedSides(deployment).map((side) => ({
      accountId: deployment[side].account,
      arn: trailArnIn(deployment, side),
    })),
    readers: [...queryRolesOf(deployment), ...(settings.kind === 'create' ? settings.readers : [])],
  };
}
