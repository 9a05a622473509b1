/** The texts of files that hold an event, each by the form that it comes in (docs/sources.md), a line each. */
export function containersOf(event: object): Readonly<Record<string, string>> {
  const text = JSON.stringify(event);
  const bridged = { version: '0', 'detail-type': 'AWS API Call via CloudTrail', detail: event };
  const base64 = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64');
  const subscription = (messageType: string, message: string) => ({ messageType, logEvents: [{ id: '1', message }] });
  const forms: Readonly<Record<string, unknown>> = {
    'an event by itself': event,
    'lookup-events': { Events: [{ CloudTrailEvent: text }] },
    'a page of several of lookup-events': { Events: [{ CloudTrailEvent: text }], NextToken: 'more' },
    EventBridge: bridged,
    'a subscription of CloudWatch Logs': subscription('DATA_MESSAGE', text),
    'a control message of CloudWatch Logs': subscription('CONTROL_MESSAGE', 'CWL CONTROL MESSAGE: Checking health'),
    'filter-log-events': { events: [{ message: text, timestamp: 1 }] },
    'one event of CloudWatch Logs': { message: text, timestamp: 1 },
    'Firehose, in Base64': { records: [{ data: base64(event) }] },
    SNS: { Type: 'Notification', MessageId: 'x', Message: text },
    'SNS of EventBridge': { Type: 'Notification', Message: JSON.stringify(bridged) },
    'SQS of EventBridge': { Messages: [{ Body: JSON.stringify(bridged), ReceiptHandle: 'x' }] },
    'what Lambda is given from SNS': { Records: [{ EventSource: 'aws:sns', Sns: { Message: text } }] },
    'what Lambda is given from SQS': { Records: [{ eventSource: 'aws:sqs', body: text }] },
    'what Lambda is given from Kinesis': {
      Records: [{ eventSource: 'aws:kinesis', kinesis: { data: base64(event) } }],
    },
    'several forms at once': { Records: [], Events: [{ CloudTrailEvent: text }] },
    'a form that holds another thing': { Records: 5 },
    'a message that is no JSON': { Type: 'Notification', Message: 'hello' },
  };
  return Object.fromEntries(Object.entries(forms).map(([name, json]) => [name, JSON.stringify(json)]));
}

/** Forms that the local engine undoes and no table can: they are not passed over, they count as what cannot be read. */
export function unreadInTables(event: object): Readonly<Record<string, string>> {
  const text = JSON.stringify(event);
  const pretty = JSON.stringify({ Records: [event] }, null, 1);
  return {
    'objects without a separator': text + text,
    'a file of many lines': pretty,
    'CSV of CloudTrail Lake': `eventjson\n"${text.replaceAll('"', '""')}"\n`,
    'a key that stands twice': `{"Records": [], "Records": [${text}]}`,
  };
}
