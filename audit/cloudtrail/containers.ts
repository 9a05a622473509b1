import { gunzipSync } from 'node:zlib';
import { isObject, type JsonObject, objectOf } from '../../contract/json-object';
import { neighbourFile, type Neighbour } from './neighbours';

/** Something that stands in a container: a value, or a text in which values stand. */
export type Part = { readonly value: unknown } | { readonly text: string } | { readonly problem: string };

/** What a container holds, and why it does not hold all there is. */
export interface Content {
  readonly parts: readonly Part[];
  readonly problem?: string;
}

/** A form in which CloudTrail's events come, told by its structure. */
export interface Container {
  readonly name: string;
  /** What an object holds that has this form, `undefined` where it has another. */
  readonly open: (json: JsonObject) => Content | undefined;
}

/** The forms, each told by keys that no other has. An object that has several is none that AWS writes. */
const CONTAINERS: readonly Container[] = [
  {
    name: 'a file of a trail: Records; or what Lambda is given from Kinesis, SQS or SNS',
    open: ({ Records }) => (Array.isArray(Records) ? { parts: Records.map(lambdaPart) } : undefined),
  },
  {
    name: 'aws cloudtrail lookup-events',
    open: ({ Events, NextToken }) => {
      if (!isList(Events, (event) => typeof event.CloudTrailEvent === 'string')) return undefined;
      return { parts: Events.map(({ CloudTrailEvent }) => textPart(CloudTrailEvent)), ...pageProblem(NextToken) };
    },
  },
  {
    name: 'CloudWatch Logs, a subscription (also by Firehose)',
    open: ({ messageType, logEvents }) => {
      if (typeof messageType !== 'string') return undefined;
      if (messageType === 'CONTROL_MESSAGE') return { parts: [] };
      return Array.isArray(logEvents)
        ? { parts: logEvents.map((event) => textPart(objectOf(event).message)) }
        : undefined;
    },
  },
  {
    name: 'aws logs filter-log-events and get-log-events',
    open: ({ events, nextToken }) => {
      if (!isList(events, (event) => typeof event.message === 'string')) return undefined;
      return { parts: events.map(({ message }) => textPart(message)), ...pageProblem(nextToken) };
    },
  },
  {
    name: 'one event of CloudWatch Logs',
    open: ({ message, timestamp, eventSource }) =>
      typeof message === 'string' && timestamp !== undefined && eventSource === undefined
        ? { parts: [textPart(message)] }
        : undefined,
  },
  {
    name: 'CloudWatch Logs Insights, aws logs get-query-results',
    open: ({ results, status }) => {
      if (!Array.isArray(results) || !results.every((row) => isList(row, (cell) => 'field' in cell))) return undefined;
      const rows = results as readonly (readonly JsonObject[])[];
      const parts = rows.map((row) => textPart(row.find(({ field }) => field === '@message')?.value));
      return {
        parts,
        ...(status === 'Complete' || status === undefined ? {} : { problem: 'is of a query that is not complete' }),
      };
    },
  },
  {
    name: 'Amazon Data Firehose, records in Base64',
    open: ({ records }) =>
      isList(records, (record) => typeof record.data === 'string')
        ? { parts: records.map(({ data }) => base64Part(data)) }
        : undefined,
  },
  {
    name: 'Amazon EventBridge',
    open: (json) =>
      typeof json['detail-type'] === 'string' && isObject(json.detail)
        ? { parts: [{ value: json.detail }] }
        : undefined,
  },
  {
    name: 'Amazon SNS',
    open: ({ Type, Message }) =>
      Type === 'Notification' && typeof Message === 'string' ? { parts: [textPart(Message)] } : undefined,
  },
  {
    name: 'aws sqs receive-message',
    open: ({ Messages }) =>
      isList(Messages, (message) => typeof message.Body === 'string')
        ? { parts: Messages.map(({ Body }) => textPart(Body)) }
        : undefined,
  },
];

/** What an object is: a container, a neighbour of CloudTrail's files, a record, or none of these. */
export type Opened =
  | { readonly kind: 'container'; readonly content: Content }
  | { readonly kind: 'neighbour'; readonly neighbour: Neighbour }
  | { readonly kind: 'record' }
  | { readonly kind: 'problem'; readonly problem: string }
  | { readonly kind: 'none' };

/** Finds out what an object is, by its structure alone. */
export function openContainer(json: JsonObject): Opened {
  const found = CONTAINERS.flatMap(({ name, open }) => {
    const content = open(json);
    return content === undefined ? [] : [{ name, content }];
  });
  const neighbour = neighbourFile(json);
  const isRecord = typeof json.eventVersion === 'string' || typeof json.eventSource === 'string';
  if (found.length + Number(neighbour !== undefined) + Number(isRecord) > 1) {
    return {
      kind: 'problem',
      problem: 'has the keys of several forms of CloudTrail files, which none has that AWS writes',
    };
  }
  if (found[0] !== undefined) return { kind: 'container', content: found[0].content };
  if (neighbour !== undefined) return { kind: 'neighbour', neighbour };
  return isRecord ? { kind: 'record' } : { kind: 'none' };
}

/** An element of `Records`: nearly always an event, else what a Lambda function is given it in. */
function lambdaPart(element: unknown): Part {
  if (!isObject(element) || !isFromLambda(element)) return { value: element };
  const { kinesis, Sns, body } = element;
  if (isObject(kinesis) && typeof kinesis.data === 'string') return base64Part(kinesis.data);
  if (isObject(Sns) && typeof Sns.Message === 'string') return textPart(Sns.Message);
  return typeof body === 'string' ? textPart(body) : { value: element };
}

/** Lambda's own sources are called `aws:kinesis` and the like; those of events are DNS names. */
function isFromLambda({ eventSource, EventSource }: JsonObject): boolean {
  const source = eventSource ?? EventSource;
  return typeof source === 'string' && source.startsWith('aws:');
}

/** Says whether an element of a list is taken as it is: a record, or what is damaged beyond that, but no envelope. */
export function isBareRecord(element: unknown): boolean {
  if (!isObject(element)) return true;
  if (typeof element.eventSource === 'string') return !isFromLambda(element);
  return openContainer(element).kind !== 'container' && !isFromLambda(element);
}

function textPart(text: unknown): Part {
  return typeof text === 'string' ? { text } : { problem: 'has no text' };
}

const GZIP_MAGIC = 0x1f8b;
/** CloudWatch Logs and Firehose take records of 1 MB; unpacked, this is past all bounds. */
const LARGEST_RECORD = 256 * 1024 * 1024;

function base64Part(data: unknown): Part {
  const bytes = Buffer.from(typeof data === 'string' ? data : '', 'base64');
  if (bytes.length < 2 || bytes.readUInt16BE() !== GZIP_MAGIC) return { text: bytes.toString('utf8') };
  try {
    return { text: gunzipSync(bytes, { maxOutputLength: LARGEST_RECORD }).toString('utf8') };
  } catch {
    return { problem: 'is damaged gzip' };
  }
}

/** A page that names a further one is not all that was asked for. */
function pageProblem(token: unknown): { readonly problem?: string } {
  return typeof token === 'string' && token !== '' ? { problem: 'is one page of several: it names a next one' } : {};
}

function isList(value: unknown, isElement: (element: JsonObject) => boolean): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every((element) => isObject(element) && isElement(element));
}
