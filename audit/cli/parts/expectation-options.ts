import { Option } from '@commander-js/extra-typings';
import type { Expectations } from '../../../contract/expectations';
import { InputError } from '../../errors/input-error';
import { EXPECT } from './options';
import { readExpectationsFile } from './read-report';

/** What to hold the logs against, said by flags: for logs of a deployment that this project did not build. */
export const EXPECTATION_FLAGS = [
  new Option('--vpce <id...>', 'an expected VPC endpoint (vpce-…)'),
  new Option('--cidr <range...>', 'a range of the expected VPC, such as 10.20.0.0/16'),
  new Option('--nat <address...>', "a public address of the VPC's NAT gateways: own traffic round the endpoint"),
  new Option(
    '--exempt <principal...>',
    'who may go round the endpoint: an ARN, an account, a canonical id or a service, with =REASON behind it',
  ),
] as const;

/** `--expect FILE`, or flags instead of it. */
export const EXPECTATION_OPTIONS = [EXPECT, ...EXPECTATION_FLAGS] as const;

/** What the flags say. */
export interface ExpectationFlags {
  readonly vpce?: readonly string[];
  readonly cidr?: readonly string[];
  readonly nat?: readonly string[];
  readonly exempt?: readonly string[];
  /** The buckets that are expected, where flags say what to expect. */
  readonly bucket: readonly string[];
  /** Of the endpoints. */
  readonly region?: string;
}

const NO_REASON = 'named on the command line';

/**
 * Reads what to hold the logs against: a file, or flags.
 *
 * @returns `undefined` where neither is given.
 * @throws InputError naming all problems at once, and where both are given.
 */
export async function readExpected(
  options: ExpectationFlags & { readonly expect?: string },
): Promise<Expectations | undefined> {
  const { vpce, cidr, nat, exempt, expect } = options;
  const flags = Object.entries({ vpce, cidr, nat, exempt }).flatMap(([name, given]) => (given ? [`--${name}`] : []));
  if (expect !== undefined && flags.length > 0) {
    throw new InputError([`--expect and ${flags.join(', ')} both say what to expect: give one of them`]);
  }
  if (expect !== undefined) return readExpectationsFile(expect);
  return flags.length === 0 ? undefined : expectationsOfFlags(options);
}

/** The expectations that flags stand for. @throws InputError naming all problems at once. */
export async function expectationsOfFlags(flags: ExpectationFlags): Promise<Expectations> {
  const { vpce = [], cidr = [], nat = [], exempt = [], bucket, region } = flags;
  if (bucket.length === 0)
    throw new InputError(['--bucket <name...> is required: the buckets whose traffic is expected']);
  if (vpce.length + cidr.length === 0) {
    throw new InputError(['--vpce or --cidr is required: without an expected path no request could pass']);
  }
  const { readExpectations } = await import('../../judge/expectations');
  const said = {
    version: 1,
    buckets: bucket,
    vpcEndpoints: vpce,
    vpcCidrs: cidr,
    natAddresses: nat,
    exempt: exempt.map(exemption),
    ...(region !== undefined && { region }),
  };
  return readExpectations(said, 'the options', ([field = '']) => FLAG_OF[String(field)] ?? 'the options:');
}

/** Which flag says what of the expectations. */
const FLAG_OF: Readonly<Record<string, string>> = {
  ...{ buckets: '--bucket', vpcEndpoints: '--vpce', vpcCidrs: '--cidr', natAddresses: '--nat' },
  ...{ exempt: '--exempt', region: '--region' },
};

function exemption(text: string): { readonly principal: string; readonly reason: string } {
  // Names of roles and users may hold an equals sign: a reason stands behind the last one.
  const at = text.lastIndexOf('=');
  return at < 0 || text.slice(at + 1).trim() === ''
    ? { principal: text, reason: NO_REASON }
    : { principal: text.slice(0, at), reason: text.slice(at + 1) };
}
