import { printable } from '../../contract/printable';
import { jsonText } from '../output/json';
import { bytesText } from '../output/numbers';
import type { Collected } from './collect';

/** What was copied, from where and to where. */
export interface CollectReport extends Collected {
  readonly from: string;
  readonly to: string;
}

/** One line. */
export function collectTable({ from, to, collected, bytes, unchanged, leftOut, failed }: CollectReport): string {
  const counts = [
    `${collected} collected (${bytesText(bytes)})`,
    `${unchanged} already there`,
    ...(leftOut > 0 ? [`${leftOut} dated outside the window`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${printable(from)} -> ${printable(to)}: ${counts.join(', ')}\n`;
}

/** What was collected, as JSON (`schemas/collect.schema.json`). */
export function collectJson(report: CollectReport): string {
  return jsonText(report);
}
