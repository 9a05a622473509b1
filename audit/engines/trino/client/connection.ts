import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { printable } from '../../../../contract/printable';
import { InputError } from '../../../errors/input-error';
import { reasonOf } from '../../../errors/reason';

/** How the commands that use Trino are told where. */
export interface TrinoOptions {
  readonly trinoUrl?: string;
  readonly trinoCatalog?: string;
  readonly trinoSchema?: string;
  readonly trinoUser?: string;
  /** File of certificates, PEM, of those who may vouch for the server. */
  readonly trinoCa?: string;
}

/** A Trino, and as whom it is asked. */
export interface TrinoConnection {
  /** Scheme, host and port. */
  readonly origin: string;
  readonly catalog: string;
  readonly schema: string;
  readonly user: string;
  /** The Authorization header, where the environment has a password or a token. */
  readonly authorization?: string;
  readonly ca?: string;
  /** The statement is the user's own, for messages. @default false */
  readonly ownStatement?: boolean;
  /** Registers what is to be done on Ctrl-C; the function it returns takes that back. */
  readonly onInterruption: (undo: () => unknown) => () => void;
  /** Waits so many milliseconds; tests do not. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** Environment variables with what must not stand in a command line. */
export const PASSWORD_VARIABLE = 'TRINO_PASSWORD';
export const TOKEN_VARIABLE = 'TRINO_ACCESS_TOKEN';

export const DEFAULT_CATALOG = 'hive';
export const DEFAULT_SCHEMA = 's3_audit';

/** Catalogs and schemas, as Trino takes them in a header. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Reads where Trino is and as whom to ask it; nothing is called yet.
 *
 * @throws InputError with everything that is missing or cannot be.
 */
export function connectTrino(
  options: TrinoOptions,
  onInterruption: TrinoConnection['onInterruption'],
  environment: Readonly<Record<string, string | undefined>> = process.env,
): TrinoConnection {
  const { trinoUrl, trinoCatalog: catalog = DEFAULT_CATALOG, trinoSchema: schema = DEFAULT_SCHEMA } = options;
  const user = options.trinoUser ?? userInfo().username;
  const password = environment[PASSWORD_VARIABLE];
  const token = environment[TOKEN_VARIABLE];
  const url = trinoUrl === undefined ? undefined : urlOf(trinoUrl);
  const isSecret = password !== undefined || token !== undefined;
  const problems = [
    ...(url !== undefined
      ? []
      : [
          trinoUrl === undefined
            ? '--trino-url <url> is required to ask Trino, such as https://trino.example.com:8443'
            : `--trino-url ${printable(trinoUrl)}: allowed: http:// or https://, a host and perhaps a port, and nothing more`,
        ]),
    ...(NAME.test(catalog) ? [] : [`--trino-catalog ${printable(catalog)}: is no name of a catalog`]),
    ...(NAME.test(schema) ? [] : [`--trino-schema ${printable(schema)}: is no name of a schema`]),
    ...(/^[\x21-\x7e]+$/.test(user) && !user.includes(':')
      ? []
      : [`--trino-user ${printable(user)}: is no name of a user`]),
    ...(password !== undefined && token !== undefined
      ? [`${PASSWORD_VARIABLE} and ${TOKEN_VARIABLE} are both set; one of them tells who asks`]
      : []),
    ...(token === undefined || /^[\x21-\x7e]+$/.test(token) ? [] : [`${TOKEN_VARIABLE} is no token`]),
    ...(isSecret && url?.protocol === 'http:' && !LOOPBACK.test(url.hostname)
      ? [`--trino-url ${url.origin}: a password or token goes over https:// alone`]
      : []),
  ];
  const ca = caOf(options.trinoCa, problems);
  if (url === undefined || problems.length > 0) throw new InputError(problems);
  const authorization =
    token !== undefined
      ? `Bearer ${token}`
      : password === undefined
        ? undefined
        : `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  return {
    ...{ origin: url.origin, catalog, schema, user, onInterruption },
    ...(authorization !== undefined && { authorization }),
    ...(ca !== undefined && { ca }),
    wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  };
}

function urlOf(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && [url.origin, `${url.origin}/`].includes(url.href);
  return isPlain && /^https?:$/.test(url.protocol) ? url : undefined;
}

function caOf(path: string | undefined, problems: string[]): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    problems.push(`--trino-ca ${path}: ${reasonOf(error)}`);
    return undefined;
  }
}
