import { readdirSync } from 'node:fs';
import { deploymentOf } from '../modules/synthesized';
import { emulatorUnavailable, startEmulator, type Emulator } from './emulator/emulator';
import { terraformUnavailable, workspace, type Workspace } from './terraform';

jest.setTimeout(300_000);

const unavailable = terraformUnavailable() ?? emulatorUnavailable();
if (unavailable !== undefined) console.warn(`Skipping terraform validate and plan: ${unavailable}.`);

interface Plan {
  readonly resource_changes: readonly { readonly address: string; readonly change: { readonly actions: string[] } }[];
}

(unavailable === undefined ? describe : describe.skip)('Terraform and the provider', () => {
  let emulator: Emulator;
  let place: Workspace;
  const emulated = (file: string) => deploymentOf(file, (d) => ({ ...d, emulator: { endpoint: emulator.endpoint } }));

  beforeAll(async () => {
    emulator = await startEmulator();
    place = await workspace(emulated('deployment.yaml'));
  });
  afterAll(async () => {
    place.remove();
    await emulator.stop();
  });

  test.each(['deployment.yaml', ...readdirSync('examples').map((file) => `examples/${file}`)])(
    'take %s as valid and plan only creates',
    async (file) => {
      place.write(emulated(file));
      expect(JSON.parse(await place.terraform('validate', '-json'))).toMatchObject({ valid: true, warning_count: 0 });
      await place.terraform('plan', '-input=false', '-out=plan');
      const { resource_changes } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
      expect(resource_changes.length).toBeGreaterThan(20);
      expect(resource_changes.filter(({ change }) => change.actions.join() !== 'create')).toEqual([]);
    },
  );
});
