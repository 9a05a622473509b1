/**
 * Replays the failure queue of the replication by Lambda:
 * `npx tsx modules/lambda-replication/operate/replay.ts --function NAME --queue URL [--region R] [--profile P] [--max N] [--dry-run]`.
 * Exit codes: 0 nothing is left of what was taken, 1 some messages stay in the queue, 2 usage or input error.
 */
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { Command, Option, InvalidArgumentError } from 'commander';
import { type ReplayEffects, FunctionFailedError, replayFailures } from './replay-failures';

// The warning is for the project's maintainers; here it would stand between an operator and the answer.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Longer than a function may run, so that no message comes back while it is replayed (seconds). */
const HIDDEN_SECONDS = 3_600;

/** Long polling asks every server of the queue; a short poll may miss messages (seconds). */
const WAIT_SECONDS = 2;

interface Options {
  readonly function: string;
  readonly queue: string;
  readonly region?: string;
  readonly profile?: string;
  readonly max: number;
  readonly dryRun?: boolean;
}

function effectsOf({ function: functionName, queue, region, profile }: Options): ReplayEffects {
  const client = { ...(region && { region }), ...(profile && { profile }) };
  // The URL names its own host, whatever the region's usual endpoint is.
  const sqs = new SQSClient({ ...client, endpoint: new URL(queue).origin });
  const lambda = new LambdaClient(client);
  return {
    receive: async (most) => {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queue,
          MaxNumberOfMessages: most,
          VisibilityTimeout: HIDDEN_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
      );
      return Messages.map(({ MessageId = '', Body = '', ReceiptHandle = '' }) => ({
        id: MessageId,
        body: Body,
        receipt: ReceiptHandle,
      }));
    },
    invoke: async (event) => {
      const { FunctionError, Payload } = await lambda.send(
        new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event) }),
      );
      const answer = Payload?.transformToString() ?? '';
      if (FunctionError !== undefined) throw new FunctionFailedError(`the function failed: ${answer}`);
      return JSON.parse(answer) as unknown;
    },
    remove: async ({ receipt }) => {
      await sqs.send(new DeleteMessageCommand({ QueueUrl: queue, ReceiptHandle: receipt }));
    },
    release: async ({ receipt }) => {
      await sqs.send(
        new ChangeMessageVisibilityCommand({ QueueUrl: queue, ReceiptHandle: receipt, VisibilityTimeout: 0 }),
      );
    },
    tell: (line) => {
      console.log(line);
    },
  };
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number above zero.');
  return Number(text);
}

function queueUrl(text: string): string {
  if (!URL.canParse(text)) throw new InvalidArgumentError('It must be the URL of an SQS queue.');
  return text;
}

async function replay(options: Options): Promise<void> {
  const { max, dryRun = false } = options;
  const { replayed, kept } = await replayFailures(effectsOf(options), { max, dryRun });
  console.log(`${replayed} replayed, ${kept} kept in the queue`);
  process.exitCode = kept > 0 && !dryRun ? 1 : 0;
}

const MAX = new Option('--max <number>', 'take at most so many messages')
  .argParser(wholeNumber)
  .default(Number.MAX_SAFE_INTEGER, 'all');

const command = new Command('replay')
  .description('Give the messages of the failure queue to the replication function again.')
  .requiredOption('--function <name>', 'name or ARN of the replication function')
  .requiredOption('--queue <url>', 'URL of its failure queue', queueUrl)
  .option('--region <region>', 'region of both; otherwise the environment or the profile says')
  .option('--profile <name>', 'profile of the shared AWS configuration')
  .addOption(MAX)
  .option('--dry-run', 'only tell what would be replayed')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? 0 : 2);
  })
  .action(replay);

command.parseAsync().catch((error: unknown) => {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.error(`The replay stopped: ${reason}. Messages not yet replayed stay in the queue.`);
  process.exitCode = 2;
});
