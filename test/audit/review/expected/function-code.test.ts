import { accountFor } from '../../../../audit/review/expected/accounting';
import { unknownCode } from '../../../../audit/review/expected/function-code';
import { readStack, type StackOptions } from '../../../../audit/review/stack/read-stack';
import { ownArchive, synthesized } from '../synthesized-stack';

const { json, deployment } = synthesized('examples/lambda-replication.yaml', false);

/** What is said of a stack whose function has a hash, as it stands or another one. */
function saidOf(hash: string | undefined, options: StackOptions): readonly string[] {
  const changed = structuredClone(json);
  const [block] = Object.values(changed.resource.aws_lambda_function ?? {});
  if (hash !== undefined && block !== undefined) block.source_code_hash = hash;
  const stack = readStack(changed, 'cdk.tf.json', options);
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return unknownCode(stack.value).map(({ resource, reason }) => `${resource}: ${reason}`);
}

const OTHER = Buffer.alloc(32, 7).toString('base64');

describe('the code of a function', () => {
  it('is known where it is the archive that this version builds, as synthesis writes it', () => {
    expect(saidOf(undefined, { builtArchive: ownArchive() })).toEqual([]);
  });

  it('is not known where archive and hash were changed together', () => {
    const [file] = Object.values(json.resource.aws_lambda_function ?? {}).map(({ filename }) => String(filename));
    const hashes = new Map([[file ?? '', OTHER]]);
    expect(saidOf(OTHER, { builtArchive: ownArchive(), hashes })).toEqual([
      expect.stringMatching(/^aws_lambda_function\.\w+: its code is not the archive that this version builds/),
    ]);
  });

  it('is not known from an expression', () => {
    expect(saidOf('${filebase64sha256("evil.zip")}', { builtArchive: ownArchive() })).toHaveLength(1);
  });

  it('is not known where nothing says what this version builds', () => {
    expect(saidOf(undefined, {})).toEqual([expect.stringContaining('is not here, so nobody knows')]);
  });
});

/** What is said of a stack whose function has its archive under another name. */
function faultsNamed(filename: string): readonly string[] {
  const changed = structuredClone(json);
  for (const block of Object.values(changed.resource.aws_lambda_function ?? {})) block.filename = filename;
  const stack = readStack(changed, 'cdk.tf.json', { builtArchive: ownArchive() });
  if (!stack.ok) throw new Error(stack.problems.join('\n'));
  return accountFor(stack.value, deployment).findings.map(({ what }) => what);
}

/* The hash in the stack is held against that of the archive beside it, which is known by one name. */
it.each([
  '.hidden.zip',
  './evil.zip',
  'assets/../evil.zip',
  'assets//evil.zip',
  '/tmp/evil.zip',
  'assets/.evil/code.zip',
])('an archive is not looked for under %s', (filename) => {
  expect(faultsNamed(filename)).toEqual([expect.stringContaining('an archive in the folder of the stack')]);
});

it('an archive is looked for in folders beside the stack', () => {
  expect(faultsNamed('assets/replicate_code/0A1B-2/handler.zip')).toEqual([]);
});
