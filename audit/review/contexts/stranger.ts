/** An account that has nothing to do with the deployment. */
export const STRANGER_ACCOUNT = '999999999999';
