import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessLogRecord } from '../../contract/access-log-fields';
import { cloudTrailRecord } from '../audit/cloudtrail/cloudtrail-record';
import { logLine } from '../audit/log-lines';
import { HOSTILE_TEXTS } from './hostile-texts';

/** Fields of a log line that somebody else writes, or might have written. */
const LOG_FIELDS = [
  'requester',
  'key',
  'requestUri',
  'userAgent',
  'referer',
  'bucket',
  'remoteIp',
  'errorCode',
  'hostHeader',
  'accessPointArn',
  'sourceRegion',
  'operation',
] as const satisfies readonly (keyof AccessLogRecord)[];

/** Fields of an event that somebody else writes, or might have written. */
const EVENT_FIELDS: Readonly<Record<string, (text: string) => Record<string, unknown>>> = {
  sourceIPAddress: (text) => ({ sourceIPAddress: text }),
  errorCode: (text) => ({ errorCode: text }),
  eventName: (text) => ({ eventName: text }),
  vpcEndpointId: (text) => ({ vpcEndpointId: text }),
  callerArn: (text) => ({ userIdentity: { type: 'AssumedRole', arn: text, accountId: '111111111111' } }),
  accountId: (text) => ({ userIdentity: { type: 'AWSAccount', accountId: text } }),
  invokedBy: (text) => ({ userIdentity: { type: 'AWSService', invokedBy: text } }),
  bucketName: (text) => ({ requestParameters: { bucketName: text }, resources: [] }),
  copySource: (text) => ({ requestParameters: { bucketName: 'orders', 'x-amz-copy-source': text } }),
  eventSource: (text) => ({ eventSource: text }),
  eventTime: (text) => ({ eventTime: text }),
  'keys of parameters': (text) => ({ requestParameters: { bucketName: 'orders', [text]: text } }),
  'a denied endpoint': (text) => ({
    eventCategory: 'NetworkActivity',
    errorCode: 'VpceAccessDenied',
    vpcEndpointId: text,
  }),
  'a change by': (text) => ({
    eventName: 'PutBucketPolicy',
    eventCategory: 'Management',
    requestParameters: { bucketName: text, bucketPolicy: { [text]: text } },
    userIdentity: { type: 'AssumedRole', arn: text },
  }),
};

/** Whether a text holds half of a character, which no UTF-8 has. */
export const isLone = (text: string): boolean => /\p{Cs}/u.test(text);

/** Names that a file system takes. */
const FILE_NAMES = HOSTILE_TEXTS.filter(
  ({ text }) =>
    !/[/\0]/.test(text) &&
    Buffer.byteLength(text) < 200 &&
    !isLone(text) &&
    text.trim() !== '' &&
    !/^\.\.?$/.test(text),
);

/** Where each hostile text stands, as many as were written of each. */
export interface Corpus {
  readonly logs: string;
  readonly trail: string;
  readonly expectations: string;
  readonly cases: string;
  /** A synthesized stack, `cdk.tf.json`. */
  readonly stack: string;
  /** A plan, as `terraform show -json` prints it. */
  readonly plan: string;
  /** What that plan is held against, for any Terraform. */
  readonly goals: string;
  /** A policy of the bucket `orders` that lets nothing pass but what comes by an endpoint. */
  readonly planned: string;
  /** Lines of one request ID, {@link ONE_ID}. */
  readonly oneRequest: string;
  readonly sources: readonly string[];
}

export const ONE_ID = 'A0A0A0A0A0A0A0A0';

/** Whoever sends these comes from outside. */
const STRANGER = { remoteIp: '203.0.113.9', requester: 'arn:aws:iam::111111111111:user/jane' };

/**
 * Writes every hostile text into every field of logs, events, names of files, expectations and cases.
 *
 * @param tame writes a harmless word in the place of each, so that the shape of a document can be compared.
 */
export function writeCorpus(folder: string, tame = false): Corpus {
  const texts = HOSTILE_TEXTS.map(({ text }, i) => (tame ? `harmless${i}` : text));
  const logs = join(folder, 'logs');
  const trail = join(folder, 'trail');
  mkdirSync(logs, { recursive: true });
  mkdirSync(trail, { recursive: true });
  const lines = LOG_FIELDS.flatMap((field) => texts.map((text) => logLine({ ...STRANGER, [field]: text })));
  // The accounts that expectations exempt, each for a hostile reason.
  lines.push(...texts.map((_, i) => logLine({ ...STRANGER, requester: `arn:aws:iam::${accountOf(i)}:user/x` })));
  writeFileSync(join(logs, 'lines'), `${lines.join('\n')}\n`);
  for (const [i, { text }] of FILE_NAMES.entries()) {
    writeFileSync(join(logs, tame ? `name${i}` : text), 'no record\n');
  }
  const records = Object.values(EVENT_FIELDS).flatMap((change) =>
    texts.map((text, i) => cloudTrailRecord({ requestID: `R${i}${made++}`, ...change(text) })),
  );
  writeFileSync(join(trail, 'events.json'), JSON.stringify({ Records: records }));
  const expectations = join(folder, 'expectations.json');
  writeFileSync(expectations, JSON.stringify(expectationsWith(texts)));
  const cases = join(folder, 'cases.json');
  writeFileSync(cases, JSON.stringify(texts.map(caseWith)));
  const stack = join(folder, 'cdk.tf.json');
  writeFileSync(stack, JSON.stringify(stackWith(texts)));
  const plan = join(folder, 'plan.json');
  writeFileSync(plan, JSON.stringify(planWith(texts)));
  const goals = join(folder, 'goals.yaml');
  writeFileSync(goals, JSON.stringify(GOALS));
  const planned = join(folder, 'planned.json');
  writeFileSync(planned, JSON.stringify(PLANNED));
  const oneRequest = join(folder, 'one-request');
  const ofOneId = LOG_FIELDS.flatMap((field) =>
    texts.map((text) => logLine({ ...STRANGER, requestId: ONE_ID, [field]: text })),
  );
  writeFileSync(oneRequest, `${ofOneId.join('\n')}\n`);
  const sources = [
    ...LOG_FIELDS,
    ...Object.keys(EVENT_FIELDS),
    'file name',
    'reason of an exemption',
    'case',
    'stack',
    'plan',
  ];
  return { logs, trail, expectations, cases, stack, plan, goals, planned, oneRequest, sources };
}

let made = 0;

const PLANNED = {
  Version: '2012-10-17',
  Statement: {
    Sid: 'OnlyByEndpoint',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: ['arn:aws:s3:::orders', 'arn:aws:s3:::orders/*'],
    Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-0a1b2c3d4e5f67890' } },
  },
};

const accountOf = (i: number): string => String(300_000_000_000 + i);

function expectationsWith(texts: readonly string[]): unknown {
  return {
    version: 1,
    buckets: ['orders'],
    vpcEndpoints: ['vpce-0a1b2c3d4e5f67890'],
    vpcCidrs: ['10.20.0.0/16'],
    natAddresses: [],
    region: 'us-east-1',
    exempt: texts.flatMap((reason, i) => (reason.trim() === '' ? [] : [{ principal: accountOf(i), reason }])),
  };
}

function caseWith(text: string): unknown {
  return {
    name: text,
    expect: 'allow',
    request: {
      principal: 'arn:aws:iam::111111111111:role/r',
      action: 's3:GetObject',
      resource: `arn:aws:s3:::orders/${text}`,
      resourceAccount: '111111111111',
      context: { 'aws:PrincipalTag/a': text },
    },
    identityPolicies: [{ Statement: { Sid: 'A', Effect: 'Deny', Action: 's3:GetObject', Resource: '*' } }],
  };
}

/** A bucket policy of which every part is this text. */
function policyOf(text: string): { readonly bucket: string; readonly policy: string } {
  const Statement = [
    { Sid: text, Effect: 'Allow', Principal: { AWS: text }, Action: text, Resource: text, Condition: { [text]: { [text]: text } } }, // prettier-ignore
    { Effect: 'Allow', Principal: { [text]: text }, Action: 's3:GetObject', Resource: '*' },
  ];
  return { bucket: text, policy: JSON.stringify({ Version: '2012-10-17', Statement }) };
}

/** Names of resources and buckets, Sids, principals and conditions are hostile. */
function stackWith(texts: readonly string[]): unknown {
  const buckets = texts.flatMap((text, i) => [
    [`${text}${i}`, { bucket: text, tags: { [text]: text } }],
    [`referring${i}`, { bucket: `\${aws_s3_bucket.own.${text}}`, tags: `\${aws_s3_bucket.own.tags.${text}}` }],
  ]);
  const policies = texts.map((text, i) => [`${text}${i}`, policyOf(text)]);
  const resource = {
    aws_s3_bucket: { own: { bucket: 'own', tags: {} }, ...(Object.fromEntries(buckets) as object) },
    aws_s3_bucket_policy: Object.fromEntries(policies) as unknown,
  };
  const outputs = texts.map((text, i) => [`${text}${i}`, { value: text }]);
  return {
    terraform: {},
    provider: { aws: [{ region: texts[0] }] },
    resource,
    output: Object.fromEntries(outputs) as unknown,
  };
}

const GOALS = {
  version: 1,
  providers: { aws: { account: '222222222222', region: 'us-east-1' } },
  buckets: [{ name: 'orders', who: [{ principal: 'arn:aws:iam::222222222222:role/r', may: ['read'] }] }],
};

/** Addresses, types, modules, values, drift, outputs and configuration of a plan are hostile. */
function planWith(texts: readonly string[]): unknown {
  const changes = texts.flatMap((text, i) => {
    const { policy } = policyOf(text);
    const key = `[${JSON.stringify(`${text}${i}`)}]`;
    return [
      changeOf('aws_s3_bucket.b', ['', key], { bucket: text, [text]: text }, { bucket: `${text}2`, [text]: text }),
      changeOf('aws_s3_bucket_policy.p', [`module.m${key}.`, key], { bucket: 'orders', policy: '{}' }, { bucket: 'orders', policy }), // prettier-ignore
      changeOf('nobody_thing.x', ['', key], null, { [text]: text }),
    ];
  });
  const outputs = texts.map((text, i) => [`${text}${i}`, { actions: ['update'], before: text, after: [text] }]);
  const resources = texts.map((text, i) => ({
    ...{ address: `aws_iam_role.r${i}`, mode: 'managed', type: 'aws_iam_role', name: `r${i}` },
    ...{ provider_config_key: text, expressions: { name: { constant_value: text }, [text]: { references: [text] } } },
  }));
  return {
    ...{ format_version: '1.2', terraform_version: texts[0] },
    resource_changes: [bucketChange, ...changes],
    resource_drift: changes.slice(0, 60),
    output_changes: Object.fromEntries(outputs) as unknown,
    configuration: {
      provider_config: Object.fromEntries(texts.map((text) => [text, { name: text, full_name: text }])) as unknown,
      root_module: { resources, module_calls: Object.fromEntries(texts.map((text) => [text, { source: text, module: {} }])) as unknown }, // prettier-ignore
    },
  };
}

const bucketChange = changeOf('aws_s3_bucket.orders', ['', ''], null, { bucket: 'orders' });

/** @param place a module before it and a key behind it, whatever they hold. */
function changeOf(name: string, place: readonly [string, string], before: unknown, after: unknown): unknown {
  const address = `${place[0]}${name}${place[1]}`;
  const change = { actions: [before === null ? 'create' : 'update'], before, after, after_unknown: {} };
  const [type] = name.split('.');
  return { address, mode: 'managed', type, provider_name: 'registry.terraform.io/hashicorp/aws', change };
}
