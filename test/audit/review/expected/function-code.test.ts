import { unknownCode } from '../../../../audit/review/expected/function-code';
import { readStack, type StackOptions } from '../../../../audit/review/stack/read-stack';
import { ownArchive, synthesized } from '../synthesized-stack';

const { json } = synthesized('examples/lambda-replication.yaml', false);

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
