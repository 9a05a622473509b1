// What constructs write policies in; those that are exported beside a stack are written in it too.
export {
  policyDocument,
  type Condition,
  type Grantee,
  type Principal,
  type Statement,
} from '../../contract/policy/statement';
