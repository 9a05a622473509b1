import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';

/** A Terraform output; what is absent in this deployment has none. */
export interface Output {
  readonly description: string;
  readonly value: unknown;
}

/** Adds the outputs of the stack under their own names, leaving out those without a value. */
export function addOutputs(scope: Construct, outputs: Readonly<Record<string, Output>>): void {
  for (const [name, { description, value }] of Object.entries(outputs)) {
    if (value !== undefined) new TerraformOutput(scope, name, { description, value, staticId: true });
  }
}
