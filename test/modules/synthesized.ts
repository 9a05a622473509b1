import { readFileSync } from 'node:fs';
import { Testing } from 'cdktf';
import { readDeployment } from '../../contract/deployment/read';
import type { Deployment } from '../../contract/deployment/schema';
import { buildStack } from '../../modules/assembly/private-path-stack';

type Block = Readonly<Record<string, unknown>>;

/** A statement as it stands in the synthesized policy. */
export interface SynthesizedStatement {
  readonly Sid: string;
  readonly Effect: string;
  readonly Principal?: unknown;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The Terraform JSON of a deployment, asked for by address. */
export interface Synthesized {
  readonly json: Readonly<Record<string, unknown>>;
  readonly addresses: readonly string[];
  readonly resource: (address: string) => Block;
  readonly dependsOn: (address: string) => readonly string[];
  readonly statements: (address: string, attribute?: string) => readonly SynthesizedStatement[];
  readonly statement: (address: string, sid: string) => SynthesizedStatement;
  readonly output: (name: string) => unknown;
}

/** The deployment of a file of this repository, changed as a test needs it. */
export function deploymentOf(file: string, change: (deployment: Deployment) => Deployment = (d) => d): Deployment {
  return change(readDeployment(readFileSync(file, 'utf8'), file));
}

/** The sample deployment with its data open to any network. */
export function withoutPrivateAccess(): Deployment {
  return deploymentOf('deployment.yaml', (deployment) => {
    const open = { ...deployment };
    delete open.privateAccess;
    return open;
  });
}

/** Synthesizes a deployment, with all validations. */
export function synthesize(deployment: Deployment): Synthesized {
  const text = Testing.synth(buildStack(Testing.app(), deployment), true);
  const json = JSON.parse(text) as Record<string, unknown> & {
    resource: Record<string, Record<string, Block>>;
    output: Record<string, { value: unknown }>;
  };
  const resource = (address: string): Block => {
    const [type = '', id = ''] = address.split('.');
    const block = json.resource[type]?.[id];
    if (block === undefined) throw new Error(`${address} is not in the stack`);
    return block;
  };
  const statements = (address: string, attribute = 'policy') =>
    (JSON.parse(resource(address)[attribute] as string) as { Statement: SynthesizedStatement[] }).Statement;
  return {
    json,
    resource,
    statements,
    addresses: Object.entries(json.resource).flatMap(([type, ids]) => Object.keys(ids).map((id) => `${type}.${id}`)),
    dependsOn: (address) => (resource(address).depends_on as string[] | undefined) ?? [],
    statement: (address, sid) => {
      const found = statements(address).find(({ Sid }) => Sid === sid);
      if (found === undefined) throw new Error(`${address} has no statement ${sid}`);
      return found;
    },
    output: (name) => json.output[name]?.value,
  };
}
