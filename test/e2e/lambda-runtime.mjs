// Stands for the Lambda runtime: loads the bundle named by its argument, and answers each message { id, event } with
// { id, result } or { id, error }, giving the handler a context as Lambda does.
import { pathToFileURL } from 'node:url';

const INVOCATION_MS = 60_000;
const { handler } = await import(pathToFileURL(process.argv[2]).href);

process.on('message', ({ id, event }) => {
  const end = Date.now() + INVOCATION_MS;
  const context = {
    functionName: 'replication',
    memoryLimitInMB: '512',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:111111111111:function:replication',
    awsRequestId: String(id),
    getRemainingTimeInMillis: () => end - Date.now(),
  };
  handler(event, context).then(
    (result) => process.send({ id, result }),
    (error) => process.send({ id, error: `${error.name}: ${error.message}` }),
  );
});
process.send({ ready: true });
