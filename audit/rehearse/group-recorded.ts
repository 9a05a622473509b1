import { bucketArn } from '../../contract/deployment/names';
import type { AccessLogRecord } from '../../contract/access-log-fields';
import { decodeKey } from '../access-log/decode-key';
import { worstReading } from '../access-log/worst-reading';
import { requireMemory } from '../memory';
import { grouped } from '../output/numbers';
import type { RecordedRow } from '../records/record-grouping';
import { throughAccessPoint } from '../policy/access-point';
import type { Witness } from '../records/witness';
import type { Classes } from './classes';
import { readOperation } from './operations';
import { classOfAnswer, type RecordedGroup } from './rehearsal';
import { encryptionOf, told, type RecordedContext } from './told';

/** One record of the access log, with what CloudTrail says of it. */
export interface Line {
  /** Every way to read it. */
  readonly readings: readonly [AccessLogRecord, ...AccessLogRecord[]];
  readonly ambiguous: boolean;
  readonly witness: Witness | null;
}

/** Whether a record stands for a group rather than another: by time, request ID and key, whoever reads them. */
function isBefore(a: AccessLogRecord, b: AccessLogRecord): boolean {
  if (a.time !== b.time) return a.time < b.time;
  if (a.requestId !== b.requestId) return a.requestId < b.requestId;
  return (a.key ?? '-') < (b.key ?? '-');
}

/** How often it is looked at whether further groups fit. */
const EVERY_SO_MANY = 2 ** 12;

/** A group while it grows. */
type Growing = { -readonly [K in keyof RecordedGroup]: RecordedGroup[K] } & {
  first: AccessLogRecord;
  readonly remoteIps: Set<string | null>;
};

/** Gathers records that the policies cannot tell apart. */
export class RecordedGroups {
  readonly #groups = new Map<string, Growing>();

  constructor(
    private readonly classes: Classes,
    private readonly networkOf: RecordedContext['networkOf'],
    private readonly partition = 'aws',
  ) {}

  /**
   * Adds a record; of a line that can be read in several ways, the reading that got most.
   *
   * @param counted whether it counts: a line delivered twice is one request.
   */
  add({ readings, ambiguous, witness }: Line, counted: boolean): void {
    const record = worstReading(readings);
    const { time, bytesSent } = record;
    if (!counted) return;
    this.addRow({ record, ambiguous, witness, requests: 1, bytesSent, firstSeen: time, lastSeen: time });
  }

  /** Adds records that an engine did not tell apart. The first of a group stands for it, in whatever order they come. */
  addRow({ record: fields, ambiguous, witness, requests, bytesSent, firstSeen, lastSeen }: RecordedRow): void {
    const key = decodeKey(fields.key, fields.operation);
    const recorded = { fields, witness, ambiguous, networkOf: this.networkOf, bucket: fields.bucket, key };
    const values = this.#valuesOf(recorded);
    const answer = { httpStatus: fields.httpStatus, errorCode: fields.errorCode };
    const name = [fields.requester ?? '-', answer.httpStatus, answer.errorCode, values].join('\n');
    const known = this.#groups.get(name);
    if (known === undefined) {
      if (this.#groups.size % EVERY_SO_MANY === EVERY_SO_MANY - 1)
        requireMemory(`${grouped(this.#groups.size)} groups of requests: rehearse a shorter time or fewer buckets`);
      this.#groups.set(name, {
        ...{ recorded, first: fields, answer },
        ...{ requests, bytesSent, firstSeen, lastSeen },
        requestId: fields.requestId,
        likeness: [this.classes.ofRequester(fields.requester), classOfAnswer(answer), values].join('\n'),
        remoteIps: new Set([fields.remoteIp]),
      });
      return;
    }
    if (isBefore(fields, known.first)) {
      Object.assign(known, { recorded, first: fields });
      known.requestId = fields.requestId;
    }
    known.remoteIps.add(fields.remoteIp);
    known.requests += requests;
    known.bytesSent += bytesSent;
    known.firstSeen = Math.min(known.firstSeen, firstSeen);
    known.lastSeen = Math.max(known.lastSeen, lastSeen);
  }

  /** All groups, in the order of their first records. */
  groups(): readonly RecordedGroup[] {
    return [...this.#groups.values()];
  }

  /** What a decision can depend on beside requester and answer: what was asked, and the class of every value that a policy reads. */
  #valuesOf(recorded: RecordedGroup['recorded']): string {
    const { fields, bucket, key } = recorded;
    const { operation, requester, versionId, accessPointArn, aclRequired } = fields;
    const reading = readOperation(operation, key, requester);
    const rights = reading.kind === 'rights' ? reading.rights : undefined;
    const values =
      rights && this.classes.keys.map((name) => this.classes.ofKey(name, told(name, { ...recorded, rights })));
    const arn = bucketArn(this.partition, bucket);
    const resource = rights?.target === 'object' ? `${arn}/${key ?? ''}` : arn;
    const through = accessPointArn === null ? undefined : throughAccessPoint(accessPointArn, resource)?.resource;
    const resources = [resource, ...(through === undefined ? [] : [through])].map(this.classes.ofResource);
    return [
      ...[
        bucket,
        operation,
        versionId !== null,
        key === null,
        recorded.witness?.caller,
        recorded.witness?.path === 'contradiction',
        String(encryptionOf(recorded.witness)?.usedKey),
        accessPointArn,
        aclRequired,
      ],
      ...[...resources, ...(values ?? [])],
    ].join('\n');
  }
}
