import { decodeText } from '../../../contract/decode-text';
import { InputError } from '../../errors/input-error';
import { readPlan, type Plan } from '../../review/plan/plan';
import { readTextFile } from './files';

/** Reads the file of `--plan`. @throws InputError when it is no plan as terraform show -json prints it, or too large. */
export async function readPlanFile(file: string): Promise<Plan> {
  const plan = readPlan(await readTextFile('--plan', file, planText), file);
  if (!plan.ok) throw new InputError(plan.problems);
  return plan.value;
}

/** A plan as terraform plan -out writes it is a zip archive. */
function planText(bytes: Buffer): string {
  if (bytes.toString('latin1', 0, 2) !== 'PK') return decodeText(bytes);
  throw new Error('is a binary plan: give what terraform show -json PLAN prints of it');
}
