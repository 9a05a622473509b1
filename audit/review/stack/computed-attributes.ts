import { createHash } from 'node:crypto';
import { dnsSuffixOf, isRegionOf, PARTITIONS } from '../../../contract/partition';
import { entryOf } from '../../../contract/entry-of';

/** What is known of a resource when an attribute that AWS computes is asked for. */
export interface Asked {
  readonly address: string;
  readonly type: string;
  readonly account: string | undefined;
  readonly region: string | undefined;
  /** An argument as text, references replaced; `undefined` when absent or unknown. */
  readonly argument: (name: string) => string | undefined;
  readonly isWritten: (name: string) => boolean;
}

/** A computed value; `symbolic` when AWS alone knows the real one and this stands for it. */
export interface Computed {
  readonly value: string;
  readonly symbolic: boolean;
}

/**
 * An attribute that AWS computes: an ARN from the name where AWS builds it so, an id as a symbol where AWS makes it up.
 * Sources: Service Authorization Reference, "Resource types defined by" each service; Terraform AWS provider,
 * "Attribute Reference" of each resource.
 *
 * @returns `undefined` when it cannot be told.
 */
export function computedAttribute(asked: Asked, attribute: string): Computed | undefined {
  const compute = entryOf(ATTRIBUTES[asked.type] ?? {}, attribute);
  return compute === undefined ? symbolicId(asked, attribute) : compute(asked);
}

/** The partition of a region, such as `aws-cn` of `cn-north-1`. */
export function partitionOfRegion(region: string | undefined): string | undefined {
  return region === undefined ? undefined : PARTITIONS.find((partition) => isRegionOf(region, partition));
}

type Compute = (asked: Asked) => Computed | undefined;

/** Joins the parts of a value, unless one is not known. */
function known(...parts: readonly (string | undefined)[]): Computed | undefined {
  return parts.includes(undefined) ? undefined : { value: parts.join(''), symbolic: false };
}

const partition = (asked: Asked): string | undefined => partitionOfRegion(asked.region);

const named =
  (service: string, prefix: string, name = 'name'): Compute =>
  (asked) =>
    known(
      'arn:',
      partition(asked),
      `:${service}:`,
      asked.region,
      ':',
      asked.account,
      ':',
      prefix,
      asked.argument(name),
    );

const ofIam =
  (kind: string): Compute =>
  (asked) =>
    known(
      'arn:',
      partition(asked),
      ':iam::',
      asked.account,
      `:${kind}`,
      asked.isWritten('path') ? asked.argument('path') : '/',
      asked.argument('name'),
    );

const argument =
  (name: string): Compute =>
  ({ argument: of }) =>
    known(of(name));

const keyId: Compute = ({ address }) => ({ value: uuidOf(address), symbolic: true });

const keyArn: Compute = (asked) => {
  const arn = known(
    'arn:',
    partition(asked),
    ':kms:',
    asked.region,
    ':',
    asked.account,
    ':key/',
    uuidOf(asked.address),
  );
  return arn && { ...arn, symbolic: true };
};

const queueUrl: Compute = (asked) =>
  known(
    'https://sqs.',
    asked.region,
    '.',
    asked.region && dnsSuffixOf(asked.region),
    '/',
    asked.account,
    '/',
    asked.argument('name'),
  );

const topicArn = named('sns', '');
const functionArn = named('lambda', 'function:', 'function_name');
const trailArn = named('cloudtrail', 'trail/');

const ATTRIBUTES: Readonly<Record<string, Readonly<Record<string, Compute>>>> = {
  aws_s3_bucket: {
    id: argument('bucket'),
    arn: (asked) => known('arn:', partition(asked), ':s3:::', asked.argument('bucket')),
  },
  aws_iam_role: { id: argument('name'), arn: ofIam('role') },
  aws_iam_user: { id: argument('name'), arn: ofIam('user') },
  aws_iam_group: { id: argument('name'), arn: ofIam('group') },
  aws_iam_policy: { id: ofIam('policy'), arn: ofIam('policy') },
  aws_iam_instance_profile: { id: argument('name'), arn: ofIam('instance-profile') },
  aws_kms_key: { id: keyId, key_id: keyId, arn: keyArn },
  aws_kms_alias: { id: argument('name'), arn: named('kms', '') },
  aws_sns_topic: { id: topicArn, arn: topicArn },
  aws_sqs_queue: { id: queueUrl, url: queueUrl, arn: named('sqs', '') },
  aws_lambda_function: { id: argument('function_name'), arn: functionArn },
  aws_cloudtrail: { id: argument('name'), arn: trailArn },
  aws_cloudwatch_log_group: { id: argument('name'), arn: named('logs', 'log-group:') },
  aws_athena_workgroup: { id: argument('name'), arn: named('athena', 'workgroup/') },
  aws_vpc_endpoint: {
    id: ({ address }) => ({ value: `vpce-0${hashOf(address).slice(0, 16)}`, symbolic: true }),
    prefix_list_id: ({ address }) => ({ value: `pl-${hashOf(address).slice(0, 8)}`, symbolic: true }),
  },
  aws_vpc: {
    id: ({ address }) => ({ value: `vpc-0${hashOf(address).slice(0, 16)}`, symbolic: true }),
    // Amazon gives a /56; a unique local one stands for it (RFC 4193).
    ipv6_cidr_block: ({ address }) => ({ value: uniqueLocalRange(hashOf(address)), symbolic: true }),
  },
  aws_eip: {
    id: ({ address }) => ({ value: `eipalloc-0${hashOf(address).slice(0, 16)}`, symbolic: true }),
    // Of the addresses that nobody has (RFC 1112, class E).
    public_ip: ({ address }) => ({ value: reservedAddress(hashOf(address)), symbolic: true }),
  },
  aws_glue_catalog_database: { arn: named('glue', 'database/') },
};

/** Prefixes of ids that AWS makes up, by resource type. */
const ID_PREFIXES: Readonly<Record<string, string>> = {
  aws_subnet: 'subnet-',
  aws_route_table: 'rtb-',
  aws_security_group: 'sg-',
  aws_instance: 'i-',
  aws_internet_gateway: 'igw-',
  aws_nat_gateway: 'nat-',
  aws_network_interface: 'eni-',
};

function symbolicId({ address, type }: Asked, attribute: string): Computed | undefined {
  const prefix = ID_PREFIXES[type];
  if (prefix === undefined || attribute !== 'id') return undefined;
  return { value: `${prefix}0${hashOf(address).slice(0, 16)}`, symbolic: true };
}

function uniqueLocalRange(hash: string): string {
  return `fd${hash.slice(0, 2)}:${hash.slice(2, 6)}:${hash.slice(6, 10)}:${hash.slice(10, 12)}00::/56`;
}

function reservedAddress(hash: string): string {
  const [a, b, c] = [0, 2, 4].map((at) => Number.parseInt(hash.slice(at, at + 2), 16));
  return `240.${a}.${b}.${c}`;
}

function uuidOf(address: string): string {
  const hash = hashOf(address);
  return [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join('-');
}

/** Depends on the address alone, so that two runs, and two stacks with the same resource, speak of the same symbol. */
function hashOf(address: string): string {
  return createHash('sha256').update(address).digest('hex');
}
