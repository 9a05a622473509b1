import { Option } from '@commander-js/extra-typings';
import { z } from 'zod';
import { namesOf } from '../../../contract/deployment/names';
import type { Deployment } from '../../../contract/deployment/schema';
import { isBuilt } from '../../../contract/deployment/sides';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import type { DeploymentShape, Reviewed } from '../../report/rendering';
import { readDeploymentFile } from './deployment-file';
import { readJsonFile } from './files';

export const PICTURE_OPTIONS = [
  new Option('--deployment <file>', 'deployment.yaml: the HTML report has its picture'),
  new Option('--reviewed <file>', 'review --format json of it: the picture says what was proved'),
] as const;

/** Reads `--deployment`, for its picture. @throws InputError when it is none. */
export async function readShape(file: string | undefined): Promise<DeploymentShape | undefined> {
  if (file === undefined) return undefined;
  return shapeOf(await readDeploymentFile(file));
}

function shapeOf(deployment: Deployment): DeploymentShape {
  const { name, source, destination, privateAccess, replication, instance, consumers, observation } = deployment;
  const names = namesOf(deployment);
  const vpc = privateAccess?.vpc;
  return {
    name,
    source: { account: source.account, region: source.region },
    destination: {
      account: destination.account,
      region: destination.region,
      bucket: names.dataBucket,
      key: destination.key?.arn ?? destination.elsewhere?.keyArn ?? 'KMS',
      logBucket: isBuilt(deployment, 'destination') ? names.logBucket.destination : null,
    },
    hasSource: source.bucket !== undefined || replication !== undefined,
    vpc: vpc === undefined ? null : vpc.kind === 'create' ? `VPC ${vpc.cidr}` : `VPC ${vpc.vpcId}`,
    endpoint: privateAccess?.endpoint.kind === 'existing' ? privateAccess.endpoint.endpointId : 'gateway, S3',
    consumers: [
      ...(instance === undefined ? [] : ['instances']),
      ...(consumers.length > 0 ? [`${consumers.length} consumers`] : []),
    ].join(', '),
    replication: replicationOf(replication),
    trail: isBuilt(deployment, 'destination') && observation.trail !== 'existing',
  };
}

function replicationOf(replication: Deployment['replication']): DeploymentShape['replication'] {
  if (replication?.native === undefined) return replication?.lambda === undefined ? null : 'lambda';
  return replication.lambda === undefined ? 'native' : 'native and lambda';
}

const reviewFile = z.object({
  verdict: z.enum(['pass', 'fail', 'unproven'], 'is missing: is this what review --format json writes?'),
  findings: z.array(z.object({ rule: z.string(), severity: z.string(), waiver: z.unknown() })),
  notReviewed: z.array(z.unknown()),
});

/** Reads `--reviewed`. @throws InputError when it is no review. */
export async function readReviewed(file: string | undefined): Promise<Reviewed | undefined> {
  if (file === undefined) return undefined;
  const read = reviewFile.safeParse(await readJsonFile('--reviewed', file));
  if (!read.success) {
    throw new InputError(
      read.error.issues.map(
        ({ path, message }) => `--reviewed ${printable(file)}: ${printable(path.map(String).join('.'))}: ${message}`,
      ),
    );
  }
  const { findings, notReviewed } = read.data;
  // A waived finding is a hole all the same: the picture shows what is proved, not what is accepted.
  return {
    broken: findings.filter(({ severity }) => severity !== 'note').map(({ rule }) => rule),
    complete: notReviewed.length === 0,
  };
}
