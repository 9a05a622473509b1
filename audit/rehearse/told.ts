import type { AccessLogRecord } from '../../contract/access-log-fields';
import { percentDecoded } from '../access-log/decode-key';
import { queryOf, valuesIn } from '../access-log/request-query';
import { utf8Text } from '../access-log/utf8-text';
import { isLogged } from '../cloudtrail/unlogged';
import type { AddressNetwork } from '../judge/network';
import type { UploadEncryption, Witness } from '../records/witness';
import { asLogged } from './event-operations';
import type { OperationRights } from './operations';
import { entryOf } from '../../contract/entry-of';

/** What the sources tell of one condition key of a request. */
export type Told =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | { readonly kind: 'absent' }
  /** It may have had a value, and nothing says which. */
  | { readonly kind: 'unknown'; readonly why: string };

/** The fields of a record that condition keys are told by; text as the log writes it. */
export type RecordedFields = Pick<
  AccessLogRecord,
  | 'time'
  | 'remoteIp'
  | 'requester'
  | 'operation'
  | 'requestUri'
  | 'referer'
  | 'userAgent'
  | 'versionId'
  | 'signatureVersion'
  | 'cipherSuite'
  | 'authenticationType'
  | 'hostHeader'
  | 'tlsVersion'
  | 'accessPointArn'
  | 'aclRequired'
  | 'httpStatus'
  | 'errorCode'
>;

/** A recorded request, as far as condition keys follow from it. */
export interface RecordedContext {
  readonly fields: RecordedFields;
  readonly witness: Witness | null;
  readonly rights: OperationRights;
  /** The line can be read in two ways: what a client wrote into it tells nothing. */
  readonly ambiguous: boolean;
  /** Where an address lies: in the ranges of the expected VPCs even a global IPv6 address is private. */
  readonly networkOf: (remoteIp: string) => AddressNetwork;
}

const ABSENT: Told = { kind: 'absent' };
const one = (value: string): Told => ({ kind: 'values', values: [value] });
const untold = (why: string): Told => ({ kind: 'unknown', why });
const textOrAbsent = (text: string | null): Told => (text === null ? ABSENT : one(text));

/**
 * What a condition key has of a time.
 *
 * @param time seconds since the epoch.
 */
export function toldOfTime(key: string, time: number): Told {
  return one(key === 'aws:epochtime' ? String(time) : new Date(time * 1000).toISOString().replace('.000Z', 'Z'));
}

type Teller = (context: RecordedContext) => Told;

/**
 * Condition keys that an access log or CloudTrail tells, in lower case, and how.
 * Sources: S3 User Guide, "Amazon S3 server access log format"; IAM User Guide, "AWS global condition context keys"; Service
 * Authorization Reference, "Condition keys for Amazon S3"; S3 API Reference, "Amazon S3 Signature Version 4 authentication
 * specific policy keys".
 */
const TELLERS: Readonly<Record<string, Teller>> = {
  'aws:currenttime': ({ fields }) => toldOfTime('aws:currenttime', fields.time),
  'aws:epochtime': ({ fields }) => toldOfTime('aws:epochtime', fields.time),
  'aws:securetransport': ({ fields }) => {
    const secure = isSecure(fields);
    return secure === undefined
      ? untold('records of this age do not say whether they came by TLS')
      : one(String(secure));
  },
  's3:tlsversion': ({ fields }) => {
    // TLS 1.0 is written `TLSv1`.
    const version = /^TLSv(\d)(\.\d)?$/i.exec(fields.tlsVersion ?? '');
    if (version !== null) return one(`${version[1] ?? ''}${version[2] ?? '.0'}`);
    return isSecure(fields) === false ? ABSENT : untold('the record has no TLS version');
  },
  's3:signatureversion': ({ fields }) => byTable(SIGNATURE_VERSIONS, fields.signatureVersion, 'signature version'),
  's3:authtype': ({ fields }) =>
    asLogged(fields.operation) === 'REST.POST.OBJECT' && fields.requester !== null
      ? one('POST')
      : byTable(AUTHENTICATION_TYPES, fields.authenticationType, 'authentication type'),
  'aws:useragent': (context) => writtenByClient(context, context.fields.userAgent),
  'aws:referer': (context) => writtenByClient(context, context.fields.referer),
  's3:versionid': ({ fields }) => textOrAbsent(fields.versionId),
  's3:objectcreationoperation': ({ rights }) =>
    rights.createsObject === undefined ? ABSENT : one(String(rights.createsObject)),
  's3:dataaccesspointarn': ({ fields }) =>
    fields.accessPointArn === null && fields.hostHeader === null
      ? untold('records of this age do not name the access point')
      : textOrAbsent(fields.accessPointArn),
  's3:dataaccesspointaccount': (context) => accountOfPoint(told('s3:dataaccesspointarn', context)),
  's3:accesspointnetworkorigin': (context) => ofPoint(context),
  's3:prefix': (context) => ofQuery(context, 'prefix'),
  's3:delimiter': (context) => ofQuery(context, 'delimiter'),
  's3:max-keys': (context) => ofQuery(context, 'max-keys'),
  'aws:sourcevpce': endpointOf,
  'aws:sourceip': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).sourceIp,
  'aws:vpcsourceip': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpcSourceIp,
  'aws:sourcevpc': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpc,
  'aws:sourcevpcarn': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpc,
  'aws:vpceaccount': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpc,
  'aws:vpceorgid': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpc,
  'aws:vpceorgpaths': ({ fields, witness, networkOf }) => pathOf(fields.remoteIp, witness, networkOf).vpc,
  's3:x-amz-server-side-encryption': (context) => ofUpload(context, 'algorithm'),
  's3:x-amz-server-side-encryption-aws-kms-key-id': (context) => ofUpload(context, 'keyId'),
  's3:x-amz-server-side-encryption-customer-algorithm': (context) => ofUpload(context, 'customerAlgorithm'),
  // A service acts for somebody with his credentials; an anonymous caller has none.
  'aws:viaawsservice': ({ fields, witness }) => (fields.requester === null ? one('false') : viaService(witness)),
};

/**
 * An encryption header. Of an upload in parts, the request that begins it has them; what the condition keys are in its parts,
 * AWS does not say.
 */
function ofUpload({ witness }: RecordedContext, header: keyof UploadEncryption): Told {
  const told = encryptionOf(witness)?.[header];
  return told === undefined
    ? untold('no log tells the encryption headers of this request; of an upload, CloudTrail may (SSEApplied)')
    : textOrAbsent(told);
}

/** What CloudTrail tells of an upload's encryption, unless it contradicts the access log. */
export function encryptionOf(witness: Witness | null): UploadEncryption | undefined {
  return witness?.path === 'contradiction' ? undefined : witness?.encryption;
}

/** Since then records say whether an access control list was needed; the field was added late in 2022. */
export const ACLS_ARE_TOLD_SINCE = Date.parse('2023-01-01T00:00:00Z') / 1000;

/**
 * Whether an access control list let a request through. Source: S3 User Guide, "Amazon S3 server access log format"
 * (ACL required); AWS Storage Blog, "Disabling ACLs for existing Amazon S3 workloads with information in S3 server access logs
 * and AWS CloudTrail".
 */
export function letThroughByAcl({ aclRequired, time }: Pick<RecordedFields, 'aclRequired' | 'time'>) {
  if (aclRequired === 'Yes') return 'yes';
  return time < ACLS_ARE_TOLD_SINCE ? 'perhaps' : 'no';
}

function accountOfPoint(point: Told): Told {
  return point.kind === 'values' ? one(point.values[0]?.split(':')[4] ?? '') : point;
}

function viaService(witness: Witness | null): Told {
  switch (witness?.path) {
    case 'endpoint':
    case 'address':
    case 'service':
      return one('false');
    case 'via-service':
      return one('true');
    case 'contradiction':
    case undefined:
      return untold('only CloudTrail tells whether a service made the request for the caller (aws:ViaAWSService)');
  }
}

const SIGNATURE_VERSIONS: ReadonlyMap<string, string> = new Map([
  ['SigV2', 'AWS'],
  ['SigV4', 'AWS4-HMAC-SHA256'],
]);
const AUTHENTICATION_TYPES: ReadonlyMap<string, string> = new Map([
  ['AuthHeader', 'REST-HEADER'],
  ['QueryString', 'REST-QUERY-STRING'],
]);

/**
 * What the sources tell of a condition key.
 *
 * @param key lower-case, such as `aws:sourcevpce`.
 */
export function told(key: string, context: RecordedContext): Told {
  if (context.fields.requester === null && OF_CREDENTIALS.test(key)) return ABSENT;
  const tell = entryOf(TELLERS, key) ?? FAMILIES.find(([names]) => names.test(key))?.[1];
  return tell?.(context) ?? untold(`no log tells ${key}`);
}

/** Keys of whoever has credentials (IAM User Guide, "AWS global condition context keys", Availability): an anonymous caller has none. */
const OF_CREDENTIALS =
  /^aws:(?:principaltag\/|(?:principalorgpaths|multifactorauthpresent|multifactorauthage|tokenissuetime)$)/;

/** Keys that end with a tag's. */
const FAMILIES: readonly (readonly [names: RegExp, tell: Teller])[] = [
  [/^aws:(?:tagkeys$|requesttag\/)/, tagsOfRequest],
  [/^s3:accesspointtag\//, ofPoint],
];

/** What an access point is like: there is none, or no log tells. */
function ofPoint(context: RecordedContext): Told {
  const point = told('s3:dataaccesspointarn', context);
  return point.kind === 'values' ? untold('no log tells what the access point is like') : point;
}

/**
 * The tags that a request would set: reads of S3 pass none. Source: IAM User Guide, "AWS global condition context keys"
 * (`aws:TagKeys` is there "if the operation supports passing tags in the request").
 */
function tagsOfRequest({ fields }: RecordedContext): Told {
  return /^(?:REST|WEBSITE)\.(?:GET|HEAD)\./.test(asLogged(fields.operation))
    ? ABSENT
    : untold('no log tells the tags of a request (aws:TagKeys, aws:RequestTag)');
}

function byTable(table: ReadonlyMap<string, string>, text: string | null, what: string): Told {
  const known = text === null ? undefined : table.get(text);
  return known === undefined ? untold(`the record has no ${what} that is known`) : one(known);
}

/** `undefined` where the record is too old to tell: the host header stands between the two fields on TLS. */
function isSecure({ tlsVersion, cipherSuite, hostHeader }: RecordedFields): boolean | undefined {
  if (tlsVersion !== null || cipherSuite !== null) return true;
  return hostHeader === null ? undefined : false;
}

function writtenByClient({ fields, ambiguous }: RecordedContext, text: string | null): Told {
  if (!isLogged(fields.operation)) return untold('an event of CloudTrail does not have the header as it was sent');
  return ambiguous ? untold('the line can be read in two ways') : textOrAbsent(text && utf8Text(text));
}

/** A parameter of a listing, from the request line. */
function ofQuery({ fields: { requestUri }, ambiguous }: RecordedContext, name: string): Told {
  if (ambiguous) return untold('the line can be read in two ways');
  const query = queryOf(requestUri);
  if (query === undefined) return untold('the record has no request line that can be read');
  const [value, ...others] = valuesIn(query, name).map((one) => percentDecoded(one.replaceAll('+', ' ')));
  if (value === undefined) return ABSENT;
  return others.length === 0 ? one(value) : untold(`the request line has more than one ${name}`);
}

/** The endpoint that a request came through. */
export function endpointOf({ fields, witness, networkOf }: Omit<RecordedContext, 'rights'>): Told {
  return pathOf(fields.remoteIp, witness, networkOf).vpce;
}

interface NetworkPath {
  readonly vpce: Told;
  readonly vpc: Told;
  readonly sourceIp: Told;
  readonly vpcSourceIp: Told;
}

const NO_ENDPOINT_ID = 'the access log holds no endpoint id; CloudTrail does';
const NO_ADDRESS = 'the log has no whole address';
const NO_VPC_ID = 'no log tells the VPC of an endpoint, nor whose it is';

/** Condition keys whose value may be the remote IP. */
export const ADDRESS_KEYS = ['aws:sourceip', 'aws:vpcsourceip'] as const;

/** What is told of those where they have the address. */
export const ofAddress = one;

/** Equal for addresses by which requests come the same way, whatever CloudTrail says: what is told differs by the address alone. */
export function pathClassOf(remoteIp: string, networkOf: RecordedContext['networkOf']): string {
  return `${networkOf(remoteIp)} ${remoteIp.includes(':')}`;
}

/**
 * By which path a request came. Through an endpoint, S3 sees the address within the VPC and `aws:SourceIp` is absent;
 * otherwise it is the public address.
 */
function pathOf(
  remoteIp: string | null,
  witness: Witness | null,
  networkOf: RecordedContext['networkOf'],
): NetworkPath {
  const network = remoteIp === null ? 'unknown' : networkOf(remoteIp);
  const address = remoteIp === null || network === 'unknown' ? untold(NO_ADDRESS) : one(remoteIp);
  const through = (vpce: Told): NetworkPath => ({
    vpce,
    vpc: untold(NO_VPC_ID),
    sourceIp: ABSENT,
    vpcSourceIp: address,
  });
  const past: NetworkPath = { vpce: ABSENT, vpc: ABSENT, sourceIp: address, vpcSourceIp: ABSENT };
  const hidden = (why: string): NetworkPath => {
    const all = untold(why);
    return { vpce: all, vpc: all, sourceIp: all, vpcSourceIp: all };
  };
  const isPublic = network === 'public' || network === 'own-nat';
  switch (witness?.path) {
    case 'endpoint':
      return through(one(witness.vpcEndpointId));
    case 'address':
      return isPublic ? past : hidden('CloudTrail and the access log disagree on the path');
    case 'service':
    case 'via-service':
      return hidden('a service made the request, from addresses of AWS');
    case 'contradiction':
      return hidden('CloudTrail and the access log contradict each other');
    case undefined: {
      if (network === 'unknown') return hidden(NO_ADDRESS);
      if (!isPublic) return through(untold(NO_ENDPOINT_ID));
      // Addresses of every VPC's IPv6 are global: an endpoint's traffic looks like the internet's.
      return remoteIp?.includes(':') === true ? hidden(NO_ENDPOINT_ID) : past;
    }
  }
}
