import type { StackJson } from '../synthesized-stack';
import type { PatchOperation } from '../json-patch';

type Json = unknown;
type Block = Record<string, Json>;

/** One edit of a stack that is not about policies or order. */
export interface ArgumentMutation {
  readonly name: string;
  readonly patch: readonly PatchOperation[];
}

/** Ways to change how Terraform makes a resource, rather than one value of it: each must be told. */
const STEERING: readonly (readonly [name: string, argument: string, value: (block: Block) => Json])[] = [
  ['is made for nobody', 'for_each', () => '${toset([])}'],
  ['is made by a count that only Terraform knows', 'count', () => '${length(regexall("x", timestamp()))}'],
  ['is kept as it was in one argument', 'lifecycle', () => [{ ignore_changes: ['tags', 'policy'] }]],
  ['is made anew with another', 'lifecycle', () => ({ replace_triggered_by: ['${terraform_data.x.id}'] })],
  ['asks for something first', 'lifecycle', () => ({ precondition: [{ condition: '${true}', error_message: 'x' }] })],
  ['reaches a machine', 'connection', () => ({ type: 'ssh', host: '203.0.113.7' })],
  ['copies a file', 'provisioner', () => [{ file: { source: 'a', destination: 'b' } }]],
  ['runs a command when it goes', 'provisioner', () => ({ 'local-exec': { when: '${destroy}', command: 'true' } })],
  ['repeats a block', 'dynamic', () => ({ statement: [{ for_each: '${[1]}', content: [{}] }] })],
  ['is of no provider', 'provider', () => undefined],
  ['is of a provider by expression', 'provider', () => '${aws.source}x'],
  ['lies in another region', 'region', () => 'eu-west-3'],
];

/** Settings of a provider that nobody asks for. */
const PROVIDERS: readonly (readonly [name: string, argument: string, value: Json])[] = [
  ['of an emulator', 'endpoints', [{ s3: 'http://127.0.0.1:4566' }]],
  ['by a proxy', 'https_proxy', 'http://127.0.0.1:3128'],
  ['by credentials in the file', 'secret_key', 'x'],
  ['without looking at its account', 'skip_requesting_account_id', true],
  ['without checking credentials', 'skip_credentials_validation', true],
  ['that overlooks tags', 'ignore_tags', [{ key_prefixes: ['s3-private-path'] }]],
  ['by certificates of its own', 'custom_ca_bundle', '/tmp/ca.pem'],
  ['of files of its own', 'shared_config_files', ['x']],
  ['for other accounts too', 'allowed_account_ids', ['999999999999', '111111111111', '222222222222']],
  ['by a web identity', 'assume_role_with_web_identity', [{ role_arn: 'arn:aws:iam::999999999999:role/x' }]],
  ['with a token bucket', 'token_bucket_rate_limiter_capacity', 1],
];

/** What a stack may have beside its resources, or may be run with. */
const ROOTS: readonly (readonly [name: string, path: string, value: Json])[] = [
  ['a module', '/module', { more: { source: './more' } }],
  ['a variable', '/variable', { key: { default: 'x', sensitive: true } }],
  ['a local that reads a file', '/locals', { key: '${file("id_rsa")}' }],
  ['a local that asks the environment', '/locals', { key: '${templatefile("x", {})}' }],
  ['a data source that runs a program', '/data/external', { x: { program: ['sh', '-c', 'true'] } }],
  ['a data source of another provider', '/data/http', { x: { url: 'https://example.com' } }],
  ['a data source that invokes a function', '/data/aws_lambda_invocation', { x: { function_name: 'x', input: '' } }],
  ['an ephemeral resource', '/ephemeral', { aws_kms_secrets: { x: { secret: [{ name: 'a', payload: 'b' }] } } }],
  ['a check', '/check', { x: { assert: [{ condition: '${true}', error_message: 'x' }] } }],
  ['an action', '/action', { aws_lambda_invoke: { x: { config: {} } } }],
  ['something adopted', '/import', [{ to: 'aws_s3_bucket.other', id: 'other' }]],
  ['something moved', '/moved', [{ from: 'aws_kms_key.old', to: 'aws_kms_key.destination' }]],
  ['something forgotten', '/removed', [{ from: 'aws_kms_key.old', lifecycle: { destroy: false } }]],
  ['a section that nobody knows', '/statement', {}],
  ['an experiment', '/terraform/experiments', ['x']],
  ['a cloud', '/terraform/cloud', { organization: 'x' }],
  ['metadata for a provider', '/terraform/provider_meta', { aws: { user_agent: ['x'] } }],
  ['encryption of the state', '/terraform/encryption', { state: {} }],
  ['another provider', '/terraform/required_providers/external', { source: 'hashicorp/external', version: '2.0.0' }],
  ['a provider from elsewhere', '/terraform/required_providers/aws/source', 'example.com/hashicorp/aws'],
  ['an old provider', '/terraform/required_providers/aws/version', '4.0.0'],
  ['any provider', '/terraform/required_providers/aws/version', '>= 5.0.0'],
  ['an output', '/output/secret', { value: '${aws_kms_key.destination.arn}' }],
  ...PROVIDERS.map(([name, argument, value]) => [`a provider ${name}`, `/provider/aws/0/${argument}`, value] as const),
];

const OTHER: readonly (readonly [name: string, from: RegExp, to: string])[] = [
  ['of the other account', /111111111111/, '222222222222'],
  ['of the other account, back', /222222222222/, '111111111111'],
  ['of another region', /us-east-1/, 'us-east-2'],
  ['of the other region', /eu-west-1/, 'eu-central-1'],
  ['of another partition', /^arn:aws:/, 'arn:aws-cn:'],
  ['of the other key', /aws_kms_key\.destination/, 'aws_kms_key.source'],
  ['of the other key, back', /aws_kms_key\.source/, 'aws_kms_key.destination'],
  // Of topics and policies the id is the ARN; a key goes by either.
  ['by another attribute', /(?<!aws_(?:sns_topic|iam_policy|kms_key)\.\w+)\.arn\}/, '.id}'],
  ['by the name of a role', /\.id\}/, '.owner_id}'],
  ['by a function', /^\$\{(.*)\}$/, '${try($1, "x")}'],
  ['by a condition', /^\$\{(.*)\}$/, '${false ? $1 : "x"}'],
  ['by place', /^\$\{(\w+\.\w+)\.(\w+)\}$/, '${$1[0].$2}'],
  ['by a splat', /^\$\{(\w+\.\w+)\.(\w+)\}$/, '${$1.*.$2}'],
  ['with an end', /$/, '%{ if true }x%{ endif }'],
];

/** Every resource made in another way, every text and list changed as somebody would who means harm, everything added beside. */
export function structureMutations(json: StackJson): readonly ArgumentMutation[] {
  const resources = Object.entries(json.resource).flatMap(([type, byName]) =>
    Object.entries(byName).map(([name, block]) => ({
      type,
      name,
      path: `/resource/${type}/${name}`,
      block,
    })),
  );
  return [
    ...resources.flatMap(({ path, block }) => [...steered(path, block), ...changed(path, block)]),
    ...exchanged(resources),
    ...ROOTS.flatMap(([name, path, value]) =>
      hasParent(json, path) ? [{ name: `${name}: ${path}`, patch: [{ op: 'add', path, value } as const] }] : [],
    ),
  ];
}

function steered(path: string, block: Block): readonly ArgumentMutation[] {
  return STEERING.flatMap(([name, argument, value]): ArgumentMutation[] => {
    const to = value(block);
    const at = `${path}/${argument}`;
    if (to === undefined)
      return argument in block ? [{ name: `${path} ${name}`, patch: [{ op: 'remove', path: at }] }] : [];
    return [{ name: `${path} ${name}`, patch: [{ op: 'add', path: at, value: to }] }];
  });
}

/** Decided by goals and by the rules of order; people's words. */
const ELSEWHERE = new Set([
  'policy',
  'assume_role_policy',
  'depends_on',
  'lifecycle',
  'provider',
  '//',
  'tags',
  'timeouts',
  'description',
  'alarm_description',
  'comment',
]);

function changed(path: string, block: Block): readonly ArgumentMutation[] {
  return Object.entries(block)
    .filter(([name]) => !ELSEWHERE.has(name))
    .flatMap(([name, value]) => [
      {
        name: `${path}/${name} is an expression`,
        patch: [{ op: 'replace', path: `${path}/${name}`, value: '${var.x}' } as const],
      },
      ...within(`${path}/${name}`, value),
    ]);
}

function within(path: string, value: Json): readonly ArgumentMutation[] {
  const replaced = (name: string, to: Json): ArgumentMutation => ({
    name: `${path} ${name}`,
    patch: [{ op: 'replace', path, value: to }],
  });
  if (typeof value === 'string') {
    return OTHER.flatMap(([name, from, to]) => {
      const text = value.replace(from, to);
      return text === value ? [] : [replaced(name, text)];
    });
  }
  if (typeof value === 'boolean') return [replaced('as a text that means the contrary', value ? '0' : '1')];
  if (typeof value === 'number')
    return [0, -value, value + 0.5, value * 1000]
      .filter((one) => one !== value)
      .map((one) => replaced(`is ${one}`, one));
  if (Array.isArray(value)) {
    const list: readonly Json[] = value;
    return [
      // An empty block, and one that names the empty prefix, says nothing: Terraform AWS provider, `filter`.
      ...list.flatMap((one, i) =>
        /^\{("prefix":"")?\}$/.test(JSON.stringify(one))
          ? []
          : [
              replaced(
                `without number ${i}`,
                list.filter((_item, at) => at !== i),
              ),
            ],
      ),
      ...list.flatMap((item, i) => within(`${path}/${i}`, item)),
    ];
  }
  if (typeof value !== 'object' || value === null) return [];
  return [
    replaced('with an argument that nobody knows', { ...value, not_known: true }),
    ...Object.entries(value).flatMap(([name, item]) =>
      name === '//' ? [] : within(`${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, item),
    ),
  ];
}

/** Two of a type that change places with each other. */
function exchanged(
  resources: readonly { type: string; name: string; path: string; block: Block }[],
): readonly ArgumentMutation[] {
  return resources.flatMap((one) =>
    resources
      .filter(
        (two) =>
          two.type === one.type && two.name > one.name && JSON.stringify(one.block) !== JSON.stringify(two.block),
      )
      .slice(0, 2)
      .flatMap((two) =>
        Object.keys(one.block)
          .filter(
            (name) =>
              !ELSEWHERE.has(name) &&
              name in two.block &&
              JSON.stringify(one.block[name]) !== JSON.stringify(two.block[name]),
          )
          .map((name) => ({
            name: `${one.path}/${name} is that of ${two.name}`,
            patch: [{ op: 'replace', path: `${one.path}/${name}`, value: two.block[name] } as const],
          })),
      ),
  );
}

function hasParent(json: StackJson, path: string): boolean {
  const parents = path.split('/').slice(1, -1);
  if (parents.length === 1 && parents[0] === 'data' && json.data === undefined) return false;
  return parents.reduce<Json>((value, name) => (value as Block | undefined)?.[name], json) !== undefined;
}
