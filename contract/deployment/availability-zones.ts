/**
 * Highest number among the AZ IDs of each region (`apne1-az4`: 4). Source: AWS Regions and Availability Zones, "AWS Availability
 * Zones", as read on 2026-11-28; it lists no zones of the partitions aws-cn and aws-us-gov.
 *
 * Which letter a zone has differs between accounts, and an account may not see all of them: so a region is known to have no
 * letter beyond that number, and which of the letters before it an account has only AWS can say.
 */
const HIGHEST_ZONE: Readonly<Record<number, readonly string[]>> = {
  3: [
    ...['af-south-1', 'ap-east-1', 'ap-east-2', 'ap-northeast-3', 'ap-south-1', 'ap-south-2', 'ap-southeast-1'],
    ...['ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
    ...[
      'ca-west-1',
      'eu-central-1',
      'eu-central-2',
      'eu-north-1',
      'eu-south-1',
      'eu-south-2',
      'eu-west-1',
      'eu-west-3',
    ],
    ...['il-central-1', 'me-central-1', 'me-south-1', 'mx-central-1', 'sa-east-1', 'us-east-2', 'us-west-1'],
  ],
  4: ['ap-northeast-1', 'ap-northeast-2', 'ca-central-1', 'eu-west-2', 'us-west-2'],
  6: ['us-east-1'],
};

/** @returns the last letter that a zone of the region can have; `undefined` of a region whose zones are not known here. */
export function lastZoneOf(region: string): string | undefined {
  const known = Object.entries(HIGHEST_ZONE).find(([, regions]) => regions.includes(region));
  return known && String.fromCharCode('a'.charCodeAt(0) + Number(known[0]) - 1);
}
