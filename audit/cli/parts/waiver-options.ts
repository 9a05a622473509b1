import { Option } from '@commander-js/extra-typings';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { readAddress, readCidr } from '../../../contract/address';
import { printable } from '../../../contract/printable';
import { faultOf } from '../../../contract/yaml-faults';
import { sentenceOf } from '../../../contract/zod-sentences';
import { InputError } from '../../errors/input-error';
import { BY_CONCERN } from '../../judge/report';
import type { Network } from '../../judge/network';
import type { KnownFinding, TrafficWaiver } from '../../judge/waivers';
import { readJsonFile, readTextFile } from './files';
import { isDay } from '../../../contract/time';

export const WAIVER_OPTIONS = [
  new Option('--waivers <file>', 'violations that are accepted until a day (YAML): docs/ci.md, "Known findings"'),
  new Option(
    '--baseline <file>',
    'an earlier verify --format json: the violations it had, and no request more, do not count',
  ),
] as const;

const day = z.string('must be a date, YYYY-MM-DD').refine(isDay, 'is not a date (YYYY-MM-DD)');

const waiver = z
  .strictObject({
    bucket: z.string().min(1).optional(),
    network: z.enum(BY_CONCERN as readonly [Network, ...Network[]]).optional(),
    remoteIp: z
      .string()
      .refine((text) => readAddress(text) !== undefined || readCidr(text) !== undefined, 'is no address and no range')
      .optional(),
    requester: z.string().min(1).optional(),
    reason: z.string().trim().min(1, 'must say why this is accepted'),
    expires: day,
  })
  .refine(({ network, remoteIp, requester }) => network ?? remoteIp ?? requester, {
    message: 'must say of what: network, remoteIp or requester',
  });

const waiversFile = z.strictObject({ waivers: z.array(waiver) });

/** Reads the file of `--waivers`. @throws InputError naming all problems at once, with their lines. */
export async function readWaivers(file: string | undefined): Promise<readonly TrafficWaiver[]> {
  if (file === undefined) return [];
  const text = await readTextFile('--waivers', file);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const where = `--waivers ${printable(file)}`;
  if (document.errors.length > 0) {
    throw new InputError(
      document.errors.map((error) => {
        const fault = faultOf(error, document, lines);
        return `${where}:${fault.line}: ${fault.text}`;
      }),
    );
  }
  const read = waiversFile.safeParse(document.toJS({ maxAliasCount: 100 }), { error: sentenceOf });
  if (read.success) return read.data.waivers;
  throw new InputError(
    read.error.issues.map(({ path, message }) => `${where}: ${printable(path.map(String).join('.'))}: ${message}`),
  );
}

const time = z.iso.datetime().transform((text) => Date.parse(text) / 1000);

const extent = z.object({ requests: z.int().min(0), firstSeen: time, lastSeen: time });

const baselineFile = z.object({
  verdict: z.enum(['pass', 'fail', 'unproven'], 'is missing: is this what verify --format json writes?'),
  findings: z.array(
    extent.extend({
      bucket: z.string(),
      remoteIp: z.string().nullable(),
      network: z.string(),
      requester: z.string().nullable(),
      violations: extent.nullable(),
      doubtful: extent.nullable(),
    }),
  ),
});

/** Reads the file of `--baseline`. @throws InputError when it is no report of verify. */
export async function readBaseline(file: string | undefined): Promise<readonly KnownFinding[]> {
  if (file === undefined) return [];
  const read = baselineFile.safeParse(await readJsonFile('--baseline', file), { error: sentenceOf });
  if (read.success) return read.data.findings;
  const problems = read.error.issues.slice(0, 20);
  throw new InputError(
    problems.map(
      ({ path, message }) => `--baseline ${printable(file)}: ${printable(path.map(String).join('.'))}: ${message}`,
    ),
  );
}
