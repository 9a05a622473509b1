import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { readDeployment } from '../../../contract/deployment/read';
import { deploymentText } from '../../../audit/init/deployment-text';
import { useTemporaryDirectory } from '../../temporary-directory';
import { runS3Audit } from './run-s3-audit';

const directory = useTemporaryDirectory();
const file = (): string => join(directory(), 'deployment.yaml');
const ACCOUNTS = ['--name', 'orders', '--source-account', '011111111111', '--destination-account', '222222222222'];
const init = (...more: readonly string[]) =>
  runS3Audit(['init', ...ACCOUNTS, '--region', 'eu-central-1', '--output', file(), ...more], {});

test('writes a deployment that is valid, account ids as text', async () => {
  expect((await init()).code).toBe(0);
  const deployment = readDeployment(readFileSync(file(), 'utf8'), 'deployment.yaml');
  expect(deployment.source.account).toBe('011111111111');
  expect(deployment.privateAccess?.vpc).toMatchObject({
    kind: 'create',
    cidr: '10.20.0.0/16',
    availabilityZones: ['eu-central-1a', 'eu-central-1b'],
  });
});

test('names the schema of the package where it is installed', async () => {
  const schema = './node_modules/s3-private-path/deployment.schema.json';
  mkdirSync(dirname(join(directory(), schema)), { recursive: true });
  writeFileSync(join(directory(), schema), '{}');
  await init();
  expect(readFileSync(file(), 'utf8')).toContain(`$schema=${schema}\n`);
});

test('takes a VPC that exists, with its endpoint, whose policy is left alone', async () => {
  const ids = ['--vpc-id', 'vpc-0123456789abcdef0', '--cidr', '10.30.0.0/16', '--nat', '52.78.10.20'];
  await init(...ids, '--endpoint-id', 'vpce-0123456789abcdef0');
  const { privateAccess } = readDeployment(readFileSync(file(), 'utf8'), 'deployment.yaml');
  expect(privateAccess).toMatchObject({
    vpc: { kind: 'existing', vpcId: 'vpc-0123456789abcdef0', cidrs: ['10.30.0.0/16'], natAddresses: ['52.78.10.20'] },
    endpoint: { kind: 'existing', endpointId: 'vpce-0123456789abcdef0', policy: 'left-alone' },
  });
});

test('writes over nothing', async () => {
  await init();
  const before = readFileSync(file(), 'utf8');
  const { code, stderr } = await init('--bucket', 'another');
  expect([code, readFileSync(file(), 'utf8')]).toEqual([2, before]);
  expect(stderr).toContain('is there already');
});

test('names everything that is missing where nobody can be asked', async () => {
  const { code, stderr } = await runS3Audit(['init', '--name', 'orders', '--output', file()], {});
  expect([code, stderr.match(/--[a-z-]+ is required/g)]).toEqual([
    2,
    ['--source-account is required', '--destination-account is required', '--region is required'],
  ]);
});

test('writes nothing that could not be built, and says all that is wrong', async () => {
  const { code, stderr } = await init('--vpc-id', 'vpc-x', '--cidr', '10.30.0.1/16');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /vpcId: "vpc-x" is not a VPC id[^]*cidrs\[0\]: "10\.30\.0\.1\/16" is not a CIDR[^]*nothing was written/,
  );
  expect(() => readFileSync(file())).toThrow('ENOENT');
});

test('no answer becomes more than a value', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: 'binary' }), (name, bucket) => {
      const answers = { name, bucket, sourceAccount: '1', destinationAccount: '2', region: 'eu-central-1' };
      const text = deploymentText(answers);
      expect(text.match(/^[a-zA-Z]+:/gm)).toEqual([
        'version:',
        'name:',
        'source:',
        'destination:',
        'instance:',
        'privateAccess:',
      ]);
    }),
  );
});
