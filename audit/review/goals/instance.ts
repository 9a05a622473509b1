import type { ContextJson } from '../../policy/request-context';
import {
  accountIntent,
  endpointOf,
  FROM_INTERNET,
  putObject,
  roleArn,
  throughEndpoint,
  throughS3,
  vpcCidrs,
  NOTHING,
  mayUseKey,
  usesOfKey,
  type Deployed,
  type Intended,
  type Need,
} from './intended';
import { forObjectsOf, permission, THROUGH_ENDPOINT, viaS3 } from './permission';

/** What S3's operations of reading and writing ask permission for, by the setting `access` of instances and consumers. */
export const ACCESS = {
  read: {
    listing: ['s3:GetBucketLocation', 's3:ListBucket'],
    objects: ['s3:GetObject', 's3:GetObjectVersion'],
    key: ['kms:Decrypt'],
  },
  'read-write': {
    listing: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    objects: [
      ...['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:DeleteObject'],
      ...['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
    ],
    key: ['kms:Decrypt', 'kms:GenerateDataKey'],
  },
} as const;

/** Instances read, or read and write, the data bucket; through the endpoint where there is one. */
export function instanceIntended(deployed: Deployed): Intended {
  const { deployment, names } = deployed;
  if (deployment.instance === undefined) return NOTHING;
  const destination = accountIntent(deployed, 'destination');
  const { id: account, dataBucketArn, key } = destination;
  const principal = roleArn(deployed, 'source', names.instanceRole);
  const { listing, objects, key: keyActions } = ACCESS[deployment.instance.access];
  const most = ACCESS['read-write'];
  const endpoint = endpointOf(deployed);
  const network = endpoint === undefined ? [] : [THROUGH_ENDPOINT];
  const terms = [viaS3(destination.region, destination.dnsSuffix), forObjectsOf(dataBucketArn)];

  const instance = instanceKeys(deployed, endpoint?.vpcId);
  const direct = { ...(endpoint ? throughEndpoint(endpoint, vpcCidrs(deployed)) : FROM_INTERNET), ...instance };
  const need = (action: string, resource: string, context: ContextJson): Need => ({
    flow: 'flow-instance',
    why: 'instances could not do their work',
    principal,
    identity: 'nothing',
    action,
    resource,
    account,
    context,
  });
  const object = `${dataBucketArn}/an-object`;
  return {
    permissions: [
      permission({ principal, actions: listing, resource: dataBucketArn, account, terms: network }),
      permission({ principal, actions: objects, resource: `${dataBucketArn}/*`, account, terms: network }),
      ...mayUseKey(destination, principal, keyActions, [forObjectsOf(dataBucketArn)]),
      // Nor does the boundary tell reading from writing: it is what instances may ever do, whatever the setting becomes.
      permission({ principal, actions: most.listing, resource: dataBucketArn, account, layers: ['boundary'] }),
      permission({ principal, actions: most.objects, resource: `${dataBucketArn}/*`, account, layers: ['boundary'] }),
      // The boundary cannot name a key that is made later: it leaves which key to the other policies.
      permission({
        principal,
        actions: most.key,
        resource: `arn:${deployment.partition}:kms:${destination.region}:${account}:key/*`,
        account,
        layers: ['boundary'],
        terms,
      }),
      permission({
        principal: 'ec2.amazonaws.com',
        actions: ['sts:AssumeRole'],
        resource: principal,
        account: deployment.source.account,
      }),
    ],
    needs: [
      ...listing.map((action) => need(action, dataBucketArn, direct)),
      ...objects.map((action) =>
        need(action, object, action === 's3:PutObject' ? { ...direct, ...putObject(deployed) } : direct),
      ),
      ...usesOfKey(destination, keyActions, object).map((use) =>
        need(use.action, use.resource, { ...use.context, ...instance }),
      ),
      // Nor may the boundary be narrower: a change of the setting would then shut instances out.
      ...[
        ...most.listing.map((action) => need(action, dataBucketArn, direct)),
        ...most.objects.map((action) => need(action, object, direct)),
        ...(key
          ? most.key.map((action) => need(action, key.arn, { ...throughS3(destination, object), ...instance }))
          : []),
      ].map((one): Need => ({ ...one, layer: 'boundary' })),
      {
        ...need('sts:AssumeRole', principal, { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' }),
        principal: 'ec2.amazonaws.com',
        account: deployment.source.account,
      },
    ],
  };
}

/** What a session of an instance role carries (EC2 User Guide, "Instance credentials", "Policies with … condition keys"). */
function instanceKeys({ deployment }: Deployed, vpcId: string | undefined): ContextJson {
  const { account, region } = deployment.source;
  return {
    'ec2:SourceInstanceARN': `arn:${deployment.partition}:ec2:${region}:${account}:instance/i-0123456789abcdef0`,
    ...(vpcId !== undefined && { 'aws:Ec2InstanceSourceVpc': vpcId }),
  };
}
