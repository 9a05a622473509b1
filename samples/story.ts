/**
 * The story that the sample logs tell, as data: the sample deployment (deployment.yaml) in its first six days. Addresses
 * outside the VPC are stand-ins: documentation ranges for strangers and the office, AWS-like ones for what account A owns.
 */
export const SEED = 20260105;

export const BUCKET = 'orders-replica-222222222222';
/** Canonical user id of account 222222222222. */
export const BUCKET_OWNER = '8f3d6c1b0a7e49d2b5c8e1f40a6d937c2e5b8f1d4a70c3e6992d5b8f1e4a7c30';
export const REGION = 'us-east-1';
/** Where account B's log bucket holds the objects, below `samples/logs`. */
export const LOG_PREFIX = `s3-access/222222222222/${REGION}/${BUCKET}`;

/** Seconds since the epoch. */
function at(time: string): number {
  return Date.parse(time) / 1000;
}

/** When the path of the traffic changed. */
export const TURNS = {
  begin: at('2026-01-05T00:00:00Z'),
  /** The deployer takes DenyDataAccessOutsideEndpoint out of the bucket policy, */
  denyRemoved: at('2026-01-08T09:36:12Z'),
  /** then the gateway endpoint: the private subnets leave through the NAT gateway. */
  endpointRemoved: at('2026-01-08T09:40:00Z'),
  endpointRestored: at('2026-01-08T14:22:00Z'),
  denyRestored: at('2026-01-08T14:25:30Z'),
  end: at('2026-01-11T00:00:00Z'),
} as const;

/** Windows to hold the logs against `samples/expectations.json`, and the verdict that each must get. */
export const WINDOWS = [
  { name: 'before', since: '2026-01-05', until: '2026-01-08T09:36:00Z', verdict: 'pass' },
  { name: 'endpoint gone', since: '2026-01-08T09:36:00Z', until: '2026-01-08T14:30:00Z', verdict: 'fail' },
  { name: 'put back', since: '2026-01-08T14:30:00Z', until: '2026-01-11', verdict: 'pass' },
  { name: 'empty', since: '2026-01-12', until: '2026-01-13', verdict: 'unproven' },
] as const;

/** Who sends requests. */
export interface Caller {
  readonly remoteIp: string | null;
  /** `null` for anonymous requests. */
  readonly requester: string | null;
  readonly userAgent: string;
  /** Region of the address, where it is Amazon's. */
  readonly sourceRegion: string | null;
}

export const NAT_ADDRESS = '52.70.10.20';

const BOTO =
  'Boto3/1.42.4 md/Botocore#1.42.4 ua/2.1 os/linux#6.1.158 md/arch#x86_64 lang/python#3.11.14 cfg/retry-mode#standard';
const CLI = 'aws-cli/2.32.12 md/awscrt#0.29.1 ua/2.1 os/linux#6.1.158 md/arch#x86_64 lang/python#3.13.9';

function instance(remoteIp: string, instanceId: string, userAgent = BOTO): Caller {
  const requester = `arn:aws:sts::111111111111:assumed-role/orders-instance/${instanceId}`;
  return { remoteIp, requester, userAgent, sourceRegion: REGION };
}

/** Instances of account A in its two private subnets, 10.20.0.0/20 and 10.20.16.0/20. */
export const INSTANCES: readonly [Caller, ...Caller[]] = [
  instance('10.20.3.17', 'i-0c4d9e21f7a8b3605'),
  instance('10.20.7.120', 'i-07be5120d9c3fa481'),
  instance('10.20.18.44', 'i-0a95f3c6e2b71d084'),
  instance('10.20.29.201', 'i-0e16a8d47c90b5f32', CLI),
];

/** Somebody's test instance in the public subnet: the same role, but the endpoint is not on its route table. */
export const PUBLIC_INSTANCE = instance('54.90.30.41', 'i-03f1c7b85e2d6a940', CLI);

const OFFICE = '203.0.113.25';

/** Exempt principals, who come from the office. */
export const DEPLOYER: Caller = {
  remoteIp: OFFICE,
  requester: 'arn:aws:sts::222222222222:assumed-role/terraform-deployer/ci-deploy',
  userAgent:
    'APN/1.0 HashiCorp/1.0 Terraform/1.11.4 (+https://www.terraform.io) terraform-provider-aws/5.100.0 aws-sdk-go-v2/1.36.3',
  sourceRegion: null,
};
export const BREAK_GLASS: Caller = {
  remoteIp: OFFICE,
  requester: 'arn:aws:sts::222222222222:assumed-role/break-glass/on-call',
  userAgent: 'S3Console/0.4, aws-internal/3 aws-sdk-java/1.12.788 Linux/5.10.245 OpenJDK_64-Bit_Server_VM/25.472',
  sourceRegion: null,
};

/** Strangers, who are refused before, during and after. */
export const STRANGERS: readonly [Caller, ...Caller[]] = [
  { remoteIp: '198.51.100.7', requester: null, userAgent: 'Mozilla/5.0 zgrab/0.x', sourceRegion: null },
  { remoteIp: '198.51.100.181', requester: null, userAgent: 'curl/8.17.0', sourceRegion: null },
  { remoteIp: '192.0.2.66', requester: null, userAgent: 'python-requests/2.32.5', sourceRegion: null },
  { remoteIp: '192.0.2.214', requester: null, userAgent: 'Go-http-client/1.1', sourceRegion: null },
  {
    remoteIp: '203.0.113.77',
    requester: null,
    userAgent: 'Mozilla/5.0 (compatible; BucketCensus/2.1)',
    sourceRegion: null,
  },
  {
    remoteIp: '52.54.201.9',
    requester: 'arn:aws:iam::333333333333:user/bucket-scout',
    userAgent: 'aws-cli/2.31.4 md/awscrt#0.28.2 ua/2.1 os/linux#6.8.0 md/arch#aarch64 lang/python#3.13.7',
    sourceRegion: REGION,
  },
];

/** S3 itself, and a service that looks at the bucket. */
export const LIFECYCLE: Caller = { remoteIp: null, requester: 'AmazonS3', userAgent: '-', sourceRegion: null };
export const ACCESS_ANALYZER: Caller = {
  remoteIp: null,
  requester: 'svc:access-analyzer.amazonaws.com',
  userAgent: 'access-analyzer.amazonaws.com',
  sourceRegion: null,
};
