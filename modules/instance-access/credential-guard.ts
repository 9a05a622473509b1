import type { Statement } from '../policy/statement';

/**
 * Makes an instance's credentials worthless outside the VPC of that instance: who steals them calls from elsewhere
 * (IAM User Guide, "aws:Ec2InstanceSourceVpc"). Only for requests signed with instance credentials, and not for those
 * that a service sends on the instance's behalf, such as S3 to KMS. Needs a VPC endpoint, else AWS tells no source VPC.
 */
export const denyOutsideOwnVpc: Statement = {
  sid: 'DenyCredentialsOutsideTheirVpc',
  effect: 'Deny',
  // A Deny of everything in both services: whatever the role may ever do there, it may do from its VPC only.
  action: ['kms:*', 's3:*'],
  resource: ['*'],
  condition: {
    // A policy variable; the second $ keeps Terraform from reading it as its own.
    StringNotEquals: { 'aws:SourceVpc': '$${aws:Ec2InstanceSourceVpc}' },
    Null: { 'ec2:SourceInstanceARN': 'false' },
    BoolIfExists: { 'aws:ViaAWSService': 'false' },
  },
};
