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

  beforeAll(async () => {
    emulator = await startEmulator();
    place = await workspace(deploymentOf('deployment.yaml'), emulator);
  });
  afterAll(async () => {
    await emulator.stop(); // first: it would keep the test running where Terraform could not be initialized
    place.remove();
  });

  test.each(['deployment.yaml', ...readdirSync('examples').map((file) => `examples/${file}`)])(
    'take %s as valid and plan only creates',
    async (file) => {
      place.write(deploymentOf(file));
      expect(JSON.parse(await place.terraform('validate', '-json'))).toMatchObject({ valid: true, warning_count: 0 });
      await place.terraform('plan', '-input=false', '-out=plan');
      const { resource_changes } = JSON.parse(await place.terraform('show', '-json', 'plan')) as Plan;
      expect(resource_changes.length).toBeGreaterThan(20);
      expect(resource_changes.filter(({ change }) => change.actions.join() !== 'create')).toEqual([]);
    },
  );

  test('plan with a profile for each account, and refuse the two the wrong way round', async () => {
    const [a, b] = [await emulator.credentialsFor('111111111111'), await emulator.credentialsFor('222222222222')];
    const withProfiles = deploymentOf('examples/object-lock.yaml', (d) => ({
      ...d,
      source: { ...d.source, credentials: { profile: 'a' } },
      destination: { ...d.destination, credentials: { profile: 'b' } },
    }));
    const right = await workspace(withProfiles, emulator, { a, b });
    expect(await right.terraform('plan', '-input=false')).toMatch(/Plan: \d+ to add, 0 to change, 0 to destroy/);
    right.remove();
    const wrong = await workspace(withProfiles, emulator, { a: b, b: a });
    await expect(wrong.terraform('plan', '-input=false')).rejects.toThrow('AWS account ID not allowed');
    wrong.remove();
  });
});
