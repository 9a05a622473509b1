import { archiveOf } from '../../../contract/deployment/archive';
import { FINGERPRINT_OUTPUT, fingerprintOf } from '../../../contract/deployment/fingerprint';
import { iamArn, type Names } from '../../../contract/deployment/names';
import type { AccountSettings, Deployment } from '../../../contract/deployment/schema';
import { builtSides, isBuilt } from '../../../contract/deployment/sides';
import { stateKeyOf, statePathOf } from '../../../contract/deployment/state-settings';
import { policiesToSet } from './archive-policies';
import { hasSource, sidesWithLogs, sidesWithTrail } from './accounts';
import { byDefault, derived, free, of, such, TEXT_FOR_PEOPLE, type Arguments, type Template } from './template';

/**
 * What deployment.yaml asks of the parts of a stack that are no resources; a part that is not named here (`removed`,
 * `import`, `moved`, `check`, `module`, `variable` …) is not reviewed.
 */
export function expectedSections(deployment: Deployment, names: Names): Readonly<Record<string, Template>> {
  return {
    terraform: {
      required_version: free('which Terraform may run it'),
      required_providers: {
        aws: {
          source: such('hashicorp/aws', (source) =>
            ['aws', 'hashicorp/aws', 'registry.terraform.io/hashicorp/aws'].includes(String(source)),
          ),
          version: such('a version of the AWS provider 5, from 5.100 on', isReviewedVersion),
        },
      },
      backend: backendOf(deployment),
    },
    provider: { aws: providersOf(deployment) },
    output: expectedOutputs(deployment, names),
    ...expectedImports(deployment, names),
    // A local is worth what the arguments are that use it, and there it is read; an expression may read files.
    locals: free('worth what the arguments are that use it'),
  };
}

/** Versions whose arguments and defaults the tables of this folder were written for. */
function isReviewedVersion(version: unknown): boolean {
  const [, minor] = typeof version === 'string' ? (/^(?:= ?|~> )?5\.(\d+)(?:\.\d+)?$/.exec(version) ?? []) : [];
  return Number(minor) >= 100;
}

/** Whoever has the state can read it, and decides what Terraform takes for built. */
function backendOf({ name, state }: Deployment): Arguments {
  if (state.kind === 'local') return { local: { path: statePathOf(name, state) } };
  const { bucket, region, kmsKeyId, profile, lockfile } = state;
  return {
    s3: {
      bucket,
      key: stateKeyOf(name, state),
      region,
      encrypt: true,
      use_lockfile: lockfile ? true : byDefault(false),
      ...(kmsKeyId !== undefined && { kms_key_id: kmsKeyId }),
      ...(profile !== undefined && { profile }),
    },
  };
}

function providersOf(deployment: Deployment): readonly Arguments[] {
  const { archive } = deployment.observation;
  return [
    ...builtSides(deployment).map((side) => providerOf(side, deployment[side])),
    ...(archive?.kind === 'create' ? [providerOf('archive', archive)] : []),
  ];
}

function providerOf(
  alias: string,
  { account, region, deployer, credentials }: Pick<AccountSettings, 'account' | 'region' | 'deployer' | 'credentials'>,
): Arguments {
  return {
    alias,
    region,
    allowed_account_ids: [account],
    default_tags: free('as the tags of a resource'),
    ...credentialsOf(credentials, deployer),
  };
}

function credentialsOf(credentials: Deployment['source']['credentials'], deployer: string): Arguments {
  if (credentials === 'ambient') return {};
  if ('profile' in credentials) return { profile: credentials.profile };
  const { externalId, sessionName } = credentials.assumeRole;
  return {
    assume_role: {
      role_arn: deployer,
      ...(externalId !== undefined && { external_id: externalId }),
      ...(sessionName !== undefined && { session_name: sessionName }),
    },
  };
}

/** What exists and is adopted (Terraform language, "import block"): the bucket and the key of an account. */
function expectedImports(deployment: Deployment, names: Names): Readonly<Record<string, Template>> {
  const imports = builtSides(deployment).flatMap((side): Arguments[] => {
    const { bucket, key } = deployment[side];
    const name = side === 'source' ? names.sourceBucket : names.dataBucket;
    const provider = `aws.${side}`;
    return [
      ...(bucket?.existing === 'adopted'
        ? [{ id: name, to: addressOf('aws_s3_bucket', deployment[side].account, ['bucket', name]), provider }]
        : []),
      ...(key?.existing === 'adopted'
        ? [{ id: key.arn.replace(/^.*:key\//, ''), to: addressOf('aws_kms_key', deployment[side].account), provider }]
        : []),
    ];
  });
  return imports.length === 0 ? {} : { import: imports };
}

/** The address of the resource of a type in an account, known among others by an argument. */
function addressOf(type: string, account: string, known?: readonly [name: string, value: string]): Template {
  return derived(`the ${type} of account ${account}`, ({ stack }) => {
    const found = stack.resources.find(
      (one) =>
        one.mode === 'managed' &&
        one.type === type &&
        one.account === account &&
        (known === undefined || one.attributes[known[0]] === known[1]),
    );
    return found?.address;
  });
}

function expectedOutputs(deployment: Deployment, names: Names): Arguments {
  const { instance, privateAccess, replication, catalog, source } = deployment;
  const archive = archiveOf(deployment);
  const toSet = archive?.settings.kind === 'existing' ? policiesToSet(deployment, archive) : undefined;
  const [here, there] = [isBuilt(deployment, 'source'), isBuilt(deployment, 'destination')];
  const values: Readonly<Record<string, Template | undefined>> = {
    data_bucket: there ? names.dataBucket : undefined,
    source_bucket: here && source.bucket ? names.sourceBucket : undefined,
    destination_key_arn: there ? of('key/destination', 'arn') : undefined,
    source_key_arn: hasSource(deployment) ? of('key/source', 'arn') : undefined,
    destination_key_policy: deployment.destination.key?.existing === 'referenced' ? POLICY_TO_SET : undefined,
    source_key_policy: source.key?.existing === 'referenced' ? POLICY_TO_SET : undefined,
    interface_endpoint_url: privateAccess?.interfaceEndpoint && INTERFACE_URL,
    archive_files:
      archive &&
      sidesWithTrail(deployment).map(
        (side) => `s3://${archive.bucketName}/${archive.prefix}AWSLogs/${deployment[side].account}/`,
      ),
    archive_key_arn: archive && of('key/archive', 'arn'),
    archive_bucket_policy: toSet?.bucket,
    archive_key_policy: toSet?.key,
    destination_log_bucket: there ? names.logBucket.destination : undefined,
    source_log_bucket: sidesWithLogs(deployment).includes('source') ? names.logBucket.source : undefined,
    vpc_endpoint_id: privateAccess && of('endpoint', 'id'),
    instance_role_arn: instance && of('role/instance', 'arn'),
    instance_profile: instance && of('profile/instance', 'name'),
    example_instance_id: instance?.example && privateAccess && of('instance/example', 'id'),
    replication_role_arn: here ? replication?.native && of('role/replication/source', 'arn') : undefined,
    batch_replication_role_arn:
      here && replication?.native?.existingObjects === true ? of('role/batch-replication/source', 'arn') : undefined,
    batch_replication_back_role_arn:
      there && replication?.native?.existingObjects === true && replication.native.bothDirections
        ? of('role/batch-replication/destination', 'arn')
        : undefined,
    replication_function: here ? replication?.lambda && names.lambda.function : undefined,
    replication_failure_queue: here ? replication?.lambda && of('queue/failures', 'url') : undefined,
    audit_workgroup: catalog && names.catalog.workgroup,
    audit_database: catalog && names.catalog.database,
    audit_compactor_role: catalog && catalog.compactors.length > 0 ? names.catalog.compactorRole : undefined,
    audit_reader_role: catalog && names.catalog.readerRole,
    [FINGERPRINT_OUTPUT]: { ...fingerprintOf(deployment) },
    audit_expectations: privateAccess && expectations(deployment, names),
  };
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, { value, description: TEXT_FOR_PEOPLE, sensitive: byDefault(false) }]],
    ),
  );
}

/** For the owner of the key to set; nothing is proven of that key, and that is told. */
const POLICY_TO_SET = such('a policy', (value) => typeof value === 'string');

/** Where clients are sent to. Its name is known only after apply: AWS gives it, and `*` in it stands for a bucket. */
const INTERFACE_URL = derived('the URL of the interface endpoint', ({ stack, attribute }) => {
  const address = stack.symbols.get(String(attribute('endpoint/interface', 'id')));
  return address && `https://\${replace(${address}.dns_entry[0].dns_name, "*", "bucket")}`;
});

/** What `verify` will trust (contract/expectations.ts). */
function expectations(deployment: Deployment, names: Names): Template {
  const { privateAccess, source, destination } = deployment;
  if (privateAccess === undefined) return {};
  const { vpc, endpoints, interfaceEndpoint } = privateAccess;
  const created = vpc.kind === 'create';
  return {
    version: 1,
    buckets: [names.dataBucket],
    vpcEndpoints: [
      of('endpoint', 'id'),
      ...(interfaceEndpoint ? [of('endpoint/interface', 'id')] : []),
      ...endpoints.map(({ endpointId }) => endpointId),
    ],
    vpcCidrs: [
      ...new Set([
        ...(created ? [vpc.cidr, ...(vpc.ipv6 ? [of('vpc', 'ipv6_cidr_block')] : [])] : vpc.cidrs),
        ...(interfaceEndpoint?.clientCidrs ?? []),
        ...endpoints.flatMap(({ cidrs }) => cidrs),
      ]),
    ],
    natAddresses: [
      ...new Set([
        ...(created ? (vpc.natGateway ? [of('nat-address', 'public_ip')] : []) : vpc.natAddresses),
        ...endpoints.flatMap(({ natAddresses }) => natAddresses),
      ]),
    ],
    region: source.region,
    services: [],
    exempt: [...new Set([...exemptOf(deployment, names), destination.deployer])].map((principal) => ({
      principal,
      reason: such('a reason', (value) => typeof value === 'string' && value.trim() !== ''),
    })),
  };
}

/** Who reaches the data without the endpoint: the owner, whoever replicates from elsewhere, and whom the file names. */
function exemptOf({ partition, source, destination, replication, privateAccess }: Deployment, names: Names): string[] {
  const { native, lambda } = replication ?? {};
  const role = ({ account, iamPath }: AccountSettings, name: string): string =>
    iamArn(partition, account, `role${iamPath}${name}`);
  return [
    ...destination.breakGlass,
    ...(native ? [role(source, names.replicationRole.source)] : []),
    ...(native?.bothDirections === true ? [role(destination, names.replicationRole.destination)] : []),
    ...(native?.bothDirections === true && native.existingObjects
      ? [role(destination, names.batchReplicationRole.destination)]
      : []),
    ...(lambda && !lambda.inVpc ? [role(source, names.lambda.role)] : []),
    ...(privateAccess?.exempt ?? []).map(({ principal }) => principal),
    ...(destination.bucket.objectLock?.holders ?? []).flatMap(({ principal, through }) =>
      through === 'exempt' ? [principal] : [],
    ),
  ];
}
