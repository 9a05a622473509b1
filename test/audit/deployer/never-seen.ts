const CHANGED = 'changes in place what a recording only makes and takes down';
const NETWORK = 'changes an address range, a route or a rule in place, where a recording only makes and takes down';

const LATER = 'everything.yaml has flow logs since it was recorded: to be recorded again';

/** Actions that the policy of a deployer grants and no recording has, and why they stay. */
export const NEVER_SEEN: Readonly<Record<string, string>> = {
  'cloudtrail:GetEventSelectors':
    'asked where a trail says that it has selectors of its own, which the emulator never does',
  'cloudtrail:StopLogging': CHANGED,
  'cloudtrail:UpdateTrail': CHANGED,
  'ec2:AssociateSubnetCidrBlock': NETWORK,
  'ec2:AssociateVpcCidrBlock': NETWORK,
  'ec2:AuthorizeSecurityGroupIngress': 'lets clients into an interface endpoint, which no recorded example makes',
  'ec2:CreateFlowLogs': LATER,
  'ec2:DeleteFlowLogs': LATER,
  'ec2:DescribeFlowLogs': LATER,
  'ec2:DescribeIamInstanceProfileAssociations': 'asked where the profile of an instance changes',
  'ec2:DisassociateSubnetCidrBlock': NETWORK,
  'ec2:DisassociateVpcCidrBlock': NETWORK,
  'ec2:ModifyInstanceMetadataOptions': CHANGED,
  'ec2:ModifySecurityGroupRules': NETWORK,
  'ec2:ReplaceRoute': NETWORK,
  'ec2:ReplaceRouteTableAssociation': NETWORK,
  'ec2:RevokeSecurityGroupIngress':
    'closes the default group, whose rule for its own members the emulator does not make',
  'ec2:StartInstances': 'a change of the instance type stops the instance and starts it again',
  'ec2:StopInstances': 'a change of the instance type stops the instance and starts it again',
  'glue:UpdateDatabase': CHANGED,
  'glue:UpdateTable': CHANGED,
  'iam:CreatePolicyVersion': CHANGED,
  'iam:DeletePolicyVersion': CHANGED,
  'iam:UpdateAssumeRolePolicy': CHANGED,
  'iam:UpdateRole': CHANGED,
  'iam:UpdateRoleDescription': CHANGED,
  'kms:EnableKey': 'takes back that somebody disabled the key',
  'kms:UpdateAlias': CHANGED,
  'lambda:GetFunctionConfiguration': 'asked while a change of the function is awaited',
  'lambda:ListTags': 'GetFunction tells tags only to whoever may list them (AWS Lambda API Reference, "GetFunction")',
  'lambda:UpdateFunctionCode': CHANGED,
  'lambda:UpdateFunctionConfiguration': CHANGED,
  'logs:AssociateKmsKey': 'gives a log group another key; a new one is made with its key',
  'logs:DisassociateKmsKey': 'takes the key off a log group',
  'sns:ListSubscriptionsByTopic': 'asked where a subscription has no ARN yet because nobody confirmed it',
};
