/** Duties around Object Lock, each with a managed policy of its own. */
export const PERMISSION_SETS = ['uploader', 'retention_administrator', 'legal_hold_officer', 'auditor'] as const;

/** One of those duties. */
export type PermissionSet = (typeof PERMISSION_SETS)[number];
