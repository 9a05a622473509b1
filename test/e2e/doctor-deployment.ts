import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { App } from 'cdktf';
import type { Check } from '../../audit/doctor/check';
import { buildStack } from '../../modules/assembly/private-path-stack';
import { runS3Audit, type Run } from '../audit/cli/run-s3-audit';
import { deploymentOf } from '../modules/synthesized';
import { startEmulator, type Emulator } from './emulator/emulator';
import { openDoor, type Door } from './doctor-door';
import { workspace } from './terraform';

export const BUCKET = 'orders-replica-222222222222';
export const LOGS = 'orders-logs-222222222222';
/** The emulator lets everybody open every bucket, so the first is the one that finds it. */
export const ROLES = ['arn:aws:iam::222222222222:role/auditor', 'arn:aws:iam::111111111111:role/auditor'] as const;

/** The sample deployment with Object Lock, applied to two accounts of an emulator, and all that `doctor` is given. */
export interface DoctorDeployment {
  readonly emulator: Emulator;
  readonly door: Door;
  /** Whole of `terraform output -json`. */
  readonly outputs: Outputs;
  readonly outputsFile: string;
  readonly expectationsFile: string;
  readonly synthesis: string;
  readonly s3: S3Client;
  /** Of the bucket's account, and of the endpoint's. */
  readonly cloudtrail: { readonly destination: CloudTrailClient; readonly source: CloudTrailClient };
  readonly ec2: EC2Client;
  readonly remove: () => Promise<void>;
}

type Outputs = Readonly<Record<'destination_key_arn' | 'vpc_endpoint_id', { readonly value: string }>> & {
  readonly audit_expectations: { readonly value: unknown };
};

export async function applySample(): Promise<DoctorDeployment> {
  const emulator = await startEmulator();
  const folder = mkdtempSync(join(tmpdir(), 's3-private-path-doctor-'));
  const deployment = deploymentOf('deployment.yaml', (d) => ({
    ...d,
    destination: {
      ...d.destination,
      bucket: { ...d.destination.bucket, objectLock: { mode: 'governance', retention: { days: 1 }, holders: [] } },
    },
    removalPolicy: 'destroy',
  }));
  const synthesis = join(folder, 'synthesis');
  const app = new App({ outdir: synthesis });
  buildStack(app, deployment);
  app.synth();
  const place = await workspace(deployment, emulator);
  await place.terraform('apply', '-auto-approve', '-input=false', '-parallelism=30');
  const text = await place.terraform('output', '-json');
  const outputs = JSON.parse(text) as Outputs;
  const outputsFile = join(folder, 'outputs.json');
  const expectationsFile = join(folder, 'expectations.json');
  writeFileSync(outputsFile, text);
  writeFileSync(expectationsFile, JSON.stringify(outputs.audit_expectations.value));
  const clientOf = async (account: string) => ({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: await emulator.credentialsFor(account),
    forcePathStyle: true,
  });
  const [ofA, ofB] = [await clientOf('111111111111'), await clientOf('222222222222')];
  const s3 = new S3Client(ofB);
  const Key = `s3-access/222222222222/us-east-1/${BUCKET}/2026/01/05/2026-01-05-00-00-00-0123456789ABCDEF`;
  await s3.send(new PutObjectCommand({ Bucket: LOGS, Key, Body: 'a line' }));
  const door = await openDoor(emulator.endpoint);
  return {
    emulator,
    door,
    outputs,
    outputsFile,
    expectationsFile,
    synthesis,
    s3,
    cloudtrail: { destination: new CloudTrailClient(ofB), source: new CloudTrailClient(ofA) },
    ec2: new EC2Client(ofA),
    remove: async () => {
      place.remove();
      rmSync(folder, { recursive: true, force: true });
      await door.close();
      await emulator.stop();
    },
  };
}

/** Runs the built command; with the outputs and both roles unless the arguments say otherwise. */
export function doctor({ door, outputsFile }: DoctorDeployment, ...args: readonly string[]): Promise<Run> {
  const given = [
    ...(args.includes('--expect') ? [] : ['--expect', outputsFile]),
    ...(args.includes('--role-arn') ? [] : ['--role-arn', ...ROLES]),
    ...args,
  ];
  return runS3Audit(['doctor', ...given], {
    AWS_ENDPOINT_URL: door.endpoint,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_REGION: 'us-east-1',
  });
}

/** What a run found that is neither as it should be nor beside the point. */
export interface Found {
  readonly code: number | null;
  /** Such as `versioning: wrong`. */
  readonly notOk: readonly string[];
  readonly checks: readonly Check[];
  readonly whatOf: (check: string) => string;
}

/** Runs the command and reads its JSON. */
export async function examined(deployment: DoctorDeployment, ...args: readonly string[]): Promise<Found> {
  const { code, stdout, stderr } = await doctor(deployment, '--format', 'json', ...args);
  if (stderr !== '') throw new Error(stderr);
  const { checks } = JSON.parse(stdout) as { checks: readonly Check[] };
  return {
    code,
    checks,
    notOk: checks
      .filter(({ result }) => result !== 'ok' && result !== 'not-applicable')
      .map(({ check, result }) => `${check}: ${result}`),
    whatOf: (name) => checks.find(({ check }) => check === name)?.what ?? '',
  };
}
