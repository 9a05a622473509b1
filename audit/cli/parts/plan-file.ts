import { decodeText } from '../../../contract/decode-text';
import { readPlan, type Plan } from '../../review/plan/plan';
import { readTextFile } from './files';
import { given } from './given';

/** Reads the file of `--plan`. @throws InputError when it is no plan as terraform show -json prints it, or too large. */
export async function readPlanFile(file: string): Promise<Plan> {
  return given(readPlan(await readTextFile('--plan', file, planText), file));
}

/** A plan as terraform plan -out writes it is a zip archive. */
function planText(bytes: Buffer): string {
  if (bytes.toString('latin1', 0, 2) !== 'PK') return decodeText(bytes);
  throw new Error('is a binary plan: give what terraform show -json PLAN prints of it');
}
