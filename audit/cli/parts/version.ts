/** Put in by the build. */
declare const S3_AUDIT_VERSION: string | undefined;

/** Version of the tool. */
export const VERSION = typeof S3_AUDIT_VERSION === 'string' ? S3_AUDIT_VERSION : 'unbuilt';
