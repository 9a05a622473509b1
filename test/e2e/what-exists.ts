import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateRouteTableCommand, CreateVpcCommand, CreateVpcEndpointCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { Deployment } from '../../contract/deployment/schema';
import type { Emulator } from './emulator/emulator';

const REGION = 'us-east-1';
/** An image that the emulator has. */
const IMAGE = 'ami-760aaa0f';

/** Makes in the emulator what a deployment says is there already, and names it in the deployment by the ids it got. */
export async function withWhatExists(deployment: Deployment, emulator: Emulator): Promise<Deployment> {
  const { instance, destination } = deployment;
  return {
    ...(await withNetwork(deployment, emulator)),
    ...(instance?.example && { instance: { ...instance, example: { ...instance.example, amiId: IMAGE } } }),
    ...(destination.bucket.existing === 'adopted' && {
      destination: { ...destination, key: { existing: 'adopted', arn: await bucketAndKey(deployment, emulator) } },
    }),
  };
}

/** @returns the ARN of the key. */
async function bucketAndKey({ destination }: Deployment, emulator: Emulator): Promise<string> {
  const credentials = await emulator.credentialsFor(destination.account);
  const s3 = new S3Client({ endpoint: emulator.endpoint, region: REGION, credentials, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: destination.bucket.name }));
  return createKey(emulator.endpoint, credentials.accessKeyId);
}

async function withNetwork(deployment: Deployment, emulator: Emulator): Promise<Deployment> {
  const { privateAccess, source } = deployment;
  if (privateAccess?.vpc.kind !== 'existing') return deployment;
  const credentials = await emulator.credentialsFor(source.account);
  const ec2 = new EC2Client({ endpoint: emulator.endpoint, region: REGION, credentials });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: privateAccess.vpc.cidrs[0] }));
  const VpcId = Vpc?.VpcId ?? '';
  const tables = privateAccess.vpc.privateRouteTableIds.map(async () => {
    const { RouteTable } = await ec2.send(new CreateRouteTableCommand({ VpcId }));
    return RouteTable?.RouteTableId ?? '';
  });
  const vpc = { ...privateAccess.vpc, vpcId: VpcId, privateRouteTableIds: await Promise.all(tables) };
  if (privateAccess.endpoint.kind !== 'existing') return { ...deployment, privateAccess: { ...privateAccess, vpc } };
  const ServiceName = `com.amazonaws.${REGION}.s3`;
  const { VpcEndpoint } = await ec2.send(new CreateVpcEndpointCommand({ VpcId, ServiceName }));
  const endpoint = { ...privateAccess.endpoint, endpointId: VpcEndpoint?.VpcEndpointId ?? '' };
  return { ...deployment, privateAccess: { ...privateAccess, vpc, endpoint } };
}

/** The emulator checks no signature; whose key it is, it tells by the access key. */
async function createKey(endpoint: string, accessKeyId: string): Promise<string> {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/us-east-1/kms/aws4_request, SignedHeaders=host, Signature=none`,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'TrentService.CreateKey',
    },
    // Said, though it is AWS's default: the emulator forgets what it is not told.
    body: JSON.stringify({ KeyUsage: 'ENCRYPT_DECRYPT' }),
  });
  const { KeyMetadata } = (await response.json()) as { KeyMetadata: { Arn: string } };
  return KeyMetadata.Arn;
}
