import { fromNodeProviderChain, fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { printable } from '../../contract/printable';
import { readPrincipalArn } from '../../contract/principal-arn';
import { InputError } from '../errors/input-error';

/** How the commands that call AWS are told whom to be and where; everything absent is left to the SDK's own chain. */
export interface AwsOptions {
  readonly profile?: string;
  readonly region?: string;
  /** `ARN` for the role's own account, or `ACCOUNT=ARN` for what lies in another one. */
  readonly roleArn?: readonly string[];
}

/** Somebody we can be. */
export interface Identity {
  /** For messages: `role arn:…`, `profile audit` or `the default credentials`. */
  readonly name: string;
  /** Account whose resources this identity is for; `undefined` when nothing says so. */
  readonly account: string | undefined;
  readonly settings: ClientSettings;
}

/** What every AWS client is made with: `new S3Client(settings)`. An endpoint comes from the SDK's own AWS_ENDPOINT_URL. */
export interface ClientSettings {
  readonly region?: string;
  readonly profile?: string;
  readonly credentials: ReturnType<typeof fromNodeProviderChain>;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly customUserAgent: [string, string][];
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly socketTimeout: number;
    readonly throwOnRequestTimeout: boolean;
    readonly httpsAgent: { readonly maxSockets: number };
    readonly httpAgent: { readonly maxSockets: number };
  };
}

/** Attempts of one call, the first included; the SDK waits longer after each (up to 20 s). */
export const MAX_ATTEMPTS = 5;
const CONNECT_WITHIN_MS = 5_000;
const ANSWER_WITHIN_MS = 30_000;
const MOST_SOCKETS = 256;

const ROLE_OPTION = /^(?:(\d{12})=)?(arn:.+)$/;

/**
 * The identities that the options give: one for each `--role-arn`, or else the profile or the default credentials.
 * No credentials are fetched before a client needs them.
 *
 * @throws InputError naming every `--role-arn` that is none, and every account with two roles.
 */
export function identitiesOf(options: AwsOptions): readonly [Identity, ...Identity[]] {
  const { profile, region } = options;
  const own = fromNodeProviderChain({ ...(profile !== undefined && { profile }) });
  const roles = rolesOf(options.roleArn ?? []);
  const [first, ...rest] = roles.map(({ account, arn }): Identity => {
    const credentials = fromTemporaryCredentials({
      masterCredentials: own,
      params: { RoleArn: arn, RoleSessionName: 's3-audit' },
      clientConfig: { ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) },
    });
    return { name: `role ${arn}`, account, settings: settingsOf(options, credentials) };
  });
  if (first !== undefined) return [first, ...rest];
  const name = profile === undefined ? 'the default credentials' : `profile ${printable(profile)}`;
  return [{ name, account: undefined, settings: settingsOf(options, own) }];
}

function rolesOf(texts: readonly string[]): readonly { account: string; arn: string }[] {
  const problems: string[] = [];
  const roles = texts.flatMap((text) => {
    const [, account, arn = ''] = ROLE_OPTION.exec(text) ?? [];
    const role = readPrincipalArn(arn);
    if (role?.type !== 'role' || !arn.includes(':iam:')) {
      problems.push(
        `--role-arn ${printable(text)}: is not arn:aws:iam::ACCOUNT:role/NAME, nor that with ACCOUNT= before it`,
      );
      return [];
    }
    return [{ account: account ?? role.accountId, arn }];
  });
  const twice = roles.filter(({ account }, index) => roles.findIndex((other) => other.account === account) !== index);
  problems.push(
    ...twice.map(({ account }) => `--role-arn: account ${account} has two roles; give one for each account`),
  );
  if (problems.length > 0) throw new InputError(problems);
  return roles;
}

function settingsOf({ region, profile }: AwsOptions, credentials: ClientSettings['credentials']): ClientSettings {
  return {
    ...(region !== undefined && { region }),
    ...(profile !== undefined && { profile }),
    credentials,
    maxAttempts: MAX_ATTEMPTS,
    retryMode: 'standard',
    customUserAgent: [['s3-audit', '1']],
    requestHandler: {
      connectionTimeout: CONNECT_WITHIN_MS,
      requestTimeout: ANSWER_WITHIN_MS,
      socketTimeout: ANSWER_WITHIN_MS,
      throwOnRequestTimeout: true,
      httpsAgent: { maxSockets: MOST_SOCKETS },
      httpAgent: { maxSockets: MOST_SOCKETS },
    },
  };
}
