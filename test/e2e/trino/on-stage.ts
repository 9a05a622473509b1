import { startEmulator } from '../emulator/emulator';
import { startTrino, type Trino } from './trino';
import { ACCOUNT, openStage, REGION, type Stage } from './worlds';

/** A Trino over the emulator, and the stage on it. */
export interface Running {
  readonly trino: Trino;
  readonly stage: Stage;
  readonly stop: () => Promise<void>;
}

/** Starts both; until they are stopped, the environment leads the SDK to the emulator. */
export async function startStage(): Promise<Running> {
  const before = { ...process.env };
  const emulator = await startEmulator();
  const { accessKeyId, secretAccessKey, sessionToken } = await emulator.credentialsFor(ACCOUNT, 'auditor');
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: emulator.endpoint, AWS_REGION: REGION, AWS_ACCESS_KEY_ID: accessKeyId },
    ...{ AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken },
  });
  const trino = await startTrino(emulator, { accessKeyId });
  const stage = await openStage(trino.url);
  return {
    ...{ trino, stage },
    async stop() {
      stage.close();
      await trino.stop();
      process.env = before;
      await emulator.stop();
    },
  };
}
