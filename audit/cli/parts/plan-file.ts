import { open, stat } from 'node:fs/promises';
import { printable } from '../../../contract/printable';
import { InputError } from '../../errors/input-error';
import { LARGEST_PLAN_BYTES, readPlan, type Plan } from '../../review/plan/plan';
import { readTextFile } from './files';

/** Reads the file of `--plan`. @throws InputError when it is no plan as terraform show -json prints it, or too large. */
export async function readPlanFile(file: string): Promise<Plan> {
  const size = (await stat(file).catch(() => undefined))?.size ?? 0;
  if (size > LARGEST_PLAN_BYTES) {
    throw new InputError([`--plan ${printable(file)}: is larger than ${LARGEST_PLAN_BYTES / 2 ** 20} MB`]);
  }
  if (await isZip(file)) {
    throw new InputError([
      `--plan ${printable(file)}: is a binary plan: give what terraform show -json PLAN prints of it`,
    ]);
  }
  const plan = readPlan(await readTextFile('--plan', file), file);
  if (!plan.ok) throw new InputError(plan.problems);
  return plan.value;
}

/** A plan as terraform plan -out writes it is a zip archive. */
async function isZip(file: string): Promise<boolean> {
  const handle = await open(file).catch(() => undefined);
  try {
    const { buffer, bytesRead } = (await handle?.read(Buffer.alloc(2), 0, 2, 0)) ?? {
      buffer: Buffer.alloc(0),
      bytesRead: 0,
    };
    return buffer.toString('latin1', 0, bytesRead) === 'PK';
  } finally {
    await handle?.close();
  }
}
