import { othersCutOff } from '../../../../audit/review/run/cut-off';
import { deploymentOf } from '../../../modules/synthesized';

const existing = 'examples/existing.yaml';
const whatOf = (...changes: Parameters<typeof deploymentOf>) => othersCutOff(deploymentOf(...changes))[0]?.what;

describe('whom the policy of an endpoint cuts off', () => {
  it('is said of an endpoint that others use, with all that is spared', () => {
    expect(whatOf(existing)).toBe(
      'vpce-0123456789abcdef0 refuses every other request to S3 from its route tables; spared are whoever comes for the data; ' +
        'whoever asks for buckets of account 111111111111; o-a1b2c3d4e5, for its own buckets',
    );
  });

  it('is a note, which leaves the verdict alone', () => {
    expect(othersCutOff(deploymentOf(existing))).toMatchObject([{ rule: 'others-cut-off', severity: 'note' }]);
  });

  it('is nothing to say of a VPC of ours, nor of a policy that is left alone', () => {
    expect(whatOf('deployment.yaml')).toBeUndefined();
    expect(
      whatOf(existing, (d) => ({
        ...d,
        privateAccess: {
          ...d.privateAccess!,
          endpoint: { kind: 'existing', endpointId: 'vpce-0123456789abcdef0', policy: 'left-alone' },
        },
      })),
    ).toBeUndefined();
  });
});
