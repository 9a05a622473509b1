import type { Render } from '../../../audit/output/formats';
import type { AuditReport } from '../../../audit/report/rendering';

/** Addresses alone, a line each: all that one more format takes. */
export const addressList: Render<AuditReport> = ({ remoteIps }) =>
  remoteIps.map(({ remoteIp }) => `${remoteIp ?? '-'}\n`).join('');
