import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readStacks } from '../../../../audit/cli/parts/stack-files';
import { useTemporaryDirectory } from '../../../temporary-directory';

const directory = useTemporaryDirectory();
const STACK = JSON.stringify({ resource: { aws_s3_bucket: { a: { bucket: 'a' } } } });

/** Writes files, and tells what of them is named as read by Terraform and by nobody else. */
async function unreadIn(files: readonly string[], synth = ''): Promise<readonly string[]> {
  for (const file of files) {
    const path = join(directory(), file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, STACK);
  }
  const stacks = await readStacks(join(directory(), synth));
  return stacks.flatMap(({ unread }) => unread.map(({ path }) => path.slice(directory().length + 1)));
}

const HERE = 'stacks/orders/cdk.tf.json';

describe('what Terraform reads beside a stack is named', () => {
  it.each([
    ...['main.tf', 'main.tf.json', 'override.tf', 'cdk_override.tf.json', 'main.tofu', 'cdk.tofu.json'],
    ...['terraform.tfvars', 'terraform.tfvars.json', 'x.auto.tfvars', 'x.auto.tfvars.json', '.x.auto.tfvars'],
  ])('%s', async (name) => {
    expect(await unreadIn([HERE, `stacks/orders/${name}`])).toEqual([`stacks/orders/${name}`]);
  });

  // Editors and whoever hides a file: Terraform passes over these names, and over other cases of them.
  it.each(['.main.tf', 'main.tf~', '#main.tf#', 'MAIN.TF', 'main.tf.bak', 'x.tfvars', '.terraformrc', 'README.md'])(
    'but not %s',
    async (name) => {
      expect(await unreadIn([HERE, `stacks/orders/${name}`])).toEqual([]);
    },
  );

  it('and so is a link', async () => {
    await unreadIn([HERE, 'elsewhere/evil.txt']);
    symlinkSync(join(directory(), 'elsewhere/evil.txt'), join(directory(), 'stacks/orders/evil.tf'));
    expect(await unreadIn([])).toEqual(['stacks/orders/evil.tf']);
  });

  it('where the file was given by its own name', async () => {
    const files = ['plain/main.tf.json', 'plain/override.tf.json', 'plain/more.tf'];
    expect(await unreadIn(files, 'plain/main.tf.json')).toEqual(['plain/more.tf', 'plain/override.tf.json']);
  });

  it('but not beside a copy that Terraform would not read', async () => {
    expect(await unreadIn(['kept/stack.json', 'kept/main.tf'], 'kept/stack.json')).toEqual([]);
  });
});

it('names files of Terraform in a synthesis where no stack is', async () => {
  expect(await unreadIn([HERE, 'stacks/other/main.tf', 'stacks/main.tf', 'main.tf', 'stacks/orders/a/b.tf'])).toEqual([
    'main.tf',
    'stacks/main.tf',
    'stacks/other/main.tf',
  ]);
});

describe('a stack that bears the name of one and cannot be read is told, and never passed over', () => {
  it.each<readonly [string, (path: string) => void, RegExp]>([
    [
      'a link to nothing',
      (path) => {
        symlinkSync('nowhere', path);
      },
      /no such file/,
    ],
    [
      'a link to itself',
      (path) => {
        symlinkSync('cdk.tf.json', path);
      },
      /lead in a circle/,
    ],
    [
      'a folder',
      (path) => {
        mkdirSync(path);
      },
      /is no file/,
    ],
    [
      'a stack of a type that every object has',
      (path) => {
        writeFileSync(path, '{"resource":{"constructor":{"a":{"b":1}}}}');
      },
      /constructor\.a: no provider has such a type/,
    ],
  ])('%s', async (_, make, problem) => {
    await unreadIn([HERE]);
    mkdirSync(join(directory(), 'stacks/other'));
    make(join(directory(), 'stacks/other/cdk.tf.json'));
    await expect(readStacks(directory())).rejects.toThrow(problem);
  });
});

it('tells what is wrong with every stack at once, and each by its name', async () => {
  await unreadIn([HERE]);
  for (const [name, text] of [
    ['a', '{'],
    ['b', '{}'],
  ] as const) {
    mkdirSync(join(directory(), 'stacks', name));
    writeFileSync(join(directory(), 'stacks', name, 'cdk.tf.json'), text);
  }
  for (const problem of [/stacks\/a\/cdk\.tf\.json: is not JSON/, /stacks\/b\/cdk\.tf\.json: has no resources/])
    await expect(readStacks(directory())).rejects.toThrow(problem);
});
