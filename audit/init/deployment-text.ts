import { Document, isScalar, visit } from 'yaml';

/** What a first deployment.yaml is made of. */
export interface Answers {
  readonly name: string;
  readonly sourceAccount: string;
  readonly destinationAccount: string;
  readonly region: string;
  /** Name of the data bucket; made of name and account where there is none. */
  readonly bucket?: string | undefined;
  readonly sourceDeployer?: string | undefined;
  readonly destinationDeployer?: string | undefined;
  /** Roles that exist and use the data; instances get one where there are none. */
  readonly consumer?: readonly string[] | undefined;
  /** Range of a VPC to make. */
  readonly cidr?: readonly string[] | undefined;
  readonly zones?: readonly string[] | undefined;
  /** A VPC that exists, its route tables and, where it has one, its gateway endpoint for S3. */
  readonly vpcId?: string | undefined;
  readonly routeTable?: readonly string[] | undefined;
  readonly nat?: readonly string[] | undefined;
  readonly endpointId?: string | undefined;
}

const DEFAULT_CIDR = '10.20.0.0/16';
const SCHEMA = './deployment.schema.json';

/**
 * The text of a deployment.yaml that gives one bucket a private path; whether it is valid, its reader tells.
 *
 * @param schema where editors find the JSON Schema.
 */
export function deploymentText(answers: Answers, schema = SCHEMA): string {
  const { name, sourceAccount, destinationAccount, region, bucket, consumer = [] } = answers;
  const partition = partitionOf(region);
  const deployer = (account: string): string => `arn:${partition}:iam::${account}:role/terraform-deployer`;
  const document = new Document({
    version: 1,
    name,
    ...(partition !== 'aws' && { partition }),
    source: { account: sourceAccount, region, deployer: answers.sourceDeployer ?? deployer(sourceAccount) },
    destination: {
      account: destinationAccount,
      region,
      deployer: answers.destinationDeployer ?? deployer(destinationAccount),
      ...(bucket !== undefined && { bucket: { name: bucket } }),
    },
    ...(consumer.length === 0 && { instance: { access: 'read-write' } }),
    ...(consumer.length > 0 && { consumers: consumer.map((principal) => ({ principal, access: 'read-write' })) }),
    privateAccess: { vpc: vpcOf(answers), ...endpointOf(answers) },
  });
  // Account ids are text: YAML would read 012345678901 as a number.
  visit(document, {
    Scalar(_, node) {
      if (isScalar(node) && typeof node.value === 'string' && /^\d+$/.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  document.commentBefore = [
    ` yaml-language-server: $schema=${schema}`,
    ' Written by s3-audit init. Every setting: docs/deployment-yaml.md.',
  ].join('\n');
  return document.toString({ lineWidth: 0 });
}

function vpcOf({ vpcId, cidr = [DEFAULT_CIDR], routeTable = [], nat, zones, region }: Answers): object {
  if (vpcId === undefined) {
    return { kind: 'create', cidr: cidr[0], availabilityZones: zones ?? [`${region}a`, `${region}b`] };
  }
  return {
    kind: 'existing',
    vpcId,
    cidrs: cidr,
    ...(routeTable.length > 0 && { privateRouteTableIds: routeTable }),
    ...(nat !== undefined && { natAddresses: nat }),
  };
}

/** The policy of an endpoint that others use stays what it is, until somebody decides otherwise. */
function endpointOf({ endpointId }: Answers): object {
  return endpointId === undefined ? {} : { endpoint: { kind: 'existing', endpointId, policy: 'left-alone' } };
}

/** AWS General Reference, "AWS Regions": partitions tell by the beginning of their regions' names. */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
