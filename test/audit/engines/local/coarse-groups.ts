import type { RequestGroup } from '../../../../audit/records/request-group';
import type { TrueGroup } from '../../../../bench/ground-truth';

/** Groups told apart by bucket, address, requester, operation and status alone. */
export function coarseGroups(groups: readonly RequestGroup[]): readonly TrueGroup[] {
  const merged = new Map<string, TrueGroup>();
  for (const { bucket, remoteIp, requester, operation, httpStatus, ...counts } of groups) {
    const alike = { bucket, remoteIp, requester, operation, httpStatus };
    const key = JSON.stringify(alike);
    const known = merged.get(key);
    merged.set(key, {
      ...alike,
      requests: counts.requests + (known?.requests ?? 0),
      bytesSent: counts.bytesSent + (known?.bytesSent ?? 0),
      firstSeen: Math.min(counts.firstSeen, known?.firstSeen ?? Infinity),
      lastSeen: Math.max(counts.lastSeen, known?.lastSeen ?? -Infinity),
    });
  }
  return [...merged.values()];
}
