import type { Access } from '../../contract/policy/data-permissions';

/** An entry of a list of deployment.yaml that would keep a caller's access. */
export type Suggestion = {
  readonly principal: string;
  /** Whether the principal is known by its whole name: a session does not tell the path of its role. */
  readonly isPathTold: boolean;
} & (
  | {
      /** Through an endpoint of the deployment, and no other way. */
      readonly list: 'consumers';
      readonly access: Access;
      /** As deployment.yaml calls its endpoints. */
      readonly through: 'own' | 'interface';
    }
  /** From anywhere. */
  | { readonly list: 'privateAccess.exempt' }
);
