import type { ProviderSettings } from '../../../modules/assembly/add-account';

const SERVICES = [
  'athena',
  'cloudtrail',
  'cloudwatch',
  'ec2',
  'events',
  'glue',
  'iam',
  'kms',
  'lambda',
  'logs',
  's3',
  'sns',
  'sqs',
  'ssm',
  'sts',
] as const;

/** Sends the provider's requests to an emulator; credentials stay what the deployment says they are. */
export function emulatedProvider(endpoint: string): ProviderSettings {
  return {
    endpoints: [Object.fromEntries(SERVICES.map((service) => [service, endpoint]))],
    s3UsePathStyle: true,
    skipMetadataApiCheck: 'true',
    skipRegionValidation: true,
  };
}
