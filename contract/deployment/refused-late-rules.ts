import { archiveOf, buildsArchive } from './archive';
import { cidrsOverlap, readCidr } from '../address';
import { namesOf } from './names';
import type { Problem, Rule } from './rule';
import type { Deployment } from './schema';
import { isBuilt } from './sides';

// What AWS takes for wrong only at apply, when half is built, or Terraform at init.

/** VPC User Guide, "VPC CIDR blocks": of these no VPC can be. */
const NO_VPC = ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4'];

const vpcIsOfNoReservedRange: Rule = {
  reads: [['privateAccess', 'vpc']],
  check: ({ privateAccess }) => {
    const { vpc } = privateAccess ?? {};
    if (vpc === undefined) return [];
    const path = ['privateAccess', 'vpc'];
    return vpc.kind === 'create'
      ? reserved(vpc.cidr, [...path, 'cidr'])
      : vpc.cidrs.flatMap((cidr, index) => reserved(cidr, [...path, 'cidrs', index]));
  },
};

function reserved(cidr: string, path: readonly PropertyKey[]): readonly Problem[] {
  const range = readCidr(cidr);
  const taken = NO_VPC.find((one) => {
    const other = readCidr(one);
    return range?.[0].kind() === 'ipv4' && other !== undefined && cidrsOverlap(range, other);
  });
  return taken === undefined ? [] : [{ path, rule: `lies in ${taken}, of which no VPC can be` }];
}

interface MadeBucket {
  readonly path: readonly PropertyKey[];
  readonly name: string;
  /** Whether deployment.yaml says the name itself. */
  readonly isSaid: boolean;
}

/** Buckets that the deployment makes; the others have their names already. */
function bucketsMade(deployment: Deployment): readonly MadeBucket[] {
  const { dataBucket, sourceBucket, logBucket } = namesOf(deployment);
  const archive = buildsArchive(deployment) ? archiveOf(deployment) : undefined;
  const path = ['observation', 'archive', 'bucketName'];
  const archived = archive && { path, name: archive.bucketName, isSaid: archive.settings.bucketName !== undefined };
  const ofSides = (['source', 'destination'] as const)
    .filter((side) => isBuilt(deployment, side))
    .flatMap((side): MadeBucket[] => {
      const { bucket, logs } = deployment[side];
      const made = { path: [side, 'bucket', 'name'], name: side === 'source' ? sourceBucket : dataBucket };
      const log = { path: [side, 'logs', 'bucketName'], name: logBucket[side], isSaid: logs.bucketName !== undefined };
      return [
        ...(bucket === undefined || bucket.existing ? [] : [{ ...made, isSaid: bucket.name !== undefined }]),
        ...(deployment.observation.accessLogs === 'existing' ? [] : [log]),
      ];
    });
  return [...ofSides, ...(archived ? [archived] : [])];
}

/** S3 User Guide, "General purpose bucket naming rules": this ending is for names of an account's own regional namespace. */
const madeBucketsAreGlobal: Rule = {
  reads: [['name'], ['source'], ['destination'], ['observation']],
  check: (deployment) =>
    bucketsMade(deployment)
      .filter(({ name, isSaid }) => isSaid && name.endsWith('-an'))
      .map(({ path }) => ({ path, rule: "ends with -an, which S3 keeps for an account's regional namespace" })),
};

/** Terraform reads its state before it makes anything (Terraform language, "Backend type: s3"). */
const stateLiesElsewhere: Rule = {
  reads: [['name'], ['source'], ['destination'], ['observation'], ['state']],
  check: (deployment) => {
    const { state } = deployment;
    return state.kind === 's3' && bucketsMade(deployment).some(({ name }) => name === state.bucket)
      ? [
          {
            path: ['state', 'bucket'],
            rule: 'is a bucket that this deployment makes: the state must be somewhere before',
          },
        ]
      : [];
  },
};

/** Ours, by which policies of the organization know what belongs to a deployment. */
const OWN_TAG = 's3-private-path';

/** IAM User Guide, "Tags for IAM resources": keys that differ in case alone are one there. */
const tagsDiffer: Rule = {
  reads: [['tags']],
  check: ({ tags }) => {
    const keys = Object.keys(tags);
    return keys.flatMap((key, index): readonly Problem[] => {
      const lower = key.toLowerCase();
      if (lower === OWN_TAG)
        return [{ path: ['tags', key], rule: 'is set by the project: policies know its resources by it' }];
      const earlier = keys.slice(0, index).find((other) => other.toLowerCase() === lower);
      return earlier === undefined
        ? []
        : [{ path: ['tags', key], rule: `is ${earlier} to IAM, which does not tell case` }];
    });
  },
};

/** Rules of what would be refused late. */
export const REFUSED_LATE_RULES: readonly Rule[] = [
  vpcIsOfNoReservedRange,
  madeBucketsAreGlobal,
  stateLiesElsewhere,
  tagsDiffer,
];
