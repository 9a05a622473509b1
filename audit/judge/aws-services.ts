import { entryOf } from '../../contract/entry-of';

/** Why a service may act on a bucket: what it does there hands no data to anybody outside. */
export interface HarmlessService {
  readonly reason: string;
  /** Whether it reads objects, which stay with S3 and the bucket's owner; the others have no reason to read any. */
  readonly readsObjects?: true;
}

/**
 * Services that act on a bucket for themselves, as service principals, without handing data out. None of them serves objects,
 * or what is made of them, to anybody who could not reach the bucket anyway. Whoever expects another one names it in the
 * expectations (`services`). Sources: the bucket policies that the user guides of these services ask for.
 */
export const HARMLESS_SERVICES: Readonly<Record<string, HarmlessService>> = {
  's3.amazonaws.com': { reason: 'S3 itself: lifecycle, replication, inventory, checksums', readsObjects: true },
  'logging.s3.amazonaws.com': { reason: 'delivers server access logs' },
  'storage-lens.s3.amazonaws.com': { reason: 'delivers S3 Storage Lens exports' },
  'cloudtrail.amazonaws.com': { reason: 'delivers trails, and reads the ACL of their bucket before' },
  'access-analyzer.amazonaws.com': { reason: 'reads the policies and ACLs of buckets' },
  'config.amazonaws.com': { reason: 'reads the settings of buckets, and delivers their history' },
  'delivery.logs.amazonaws.com': { reason: 'delivers logs of VPC flows and other services' },
  'logs.amazonaws.com': { reason: 'delivers exports of CloudWatch Logs' },
  'logdelivery.elasticloadbalancing.amazonaws.com': { reason: 'delivers access logs of load balancers' },
  'billingreports.amazonaws.com': { reason: 'delivers cost and usage reports' },
  'bcm-data-exports.amazonaws.com': { reason: 'delivers billing and cost exports' },
  'ses.amazonaws.com': { reason: 'delivers received e-mail' },
  'redshift.amazonaws.com': { reason: 'delivers audit logs of Redshift' },
  'trustedadvisor.amazonaws.com': { reason: 'reads the settings of buckets' },
};

/** Operations by which somebody gets the content of objects, of the access log and of CloudTrail. */
const READING = new Set([
  ...['REST.GET.OBJECT', 'WEBSITE.GET.OBJECT', 'REST.COPY.OBJECT_GET', 'REST.COPY.PART_GET'],
  ...['REST.POST.SELECT', 'REST.SELECT.OBJECT', 'REST.GET.TORRENT', 'REST.POST.TORRENT', 'REST.GET.OBJECT_TORRENT'],
  ...['SOAP.GetObject', 'SOAP.GetObjectExtended', 'SOAP.GET.OBJECT'],
  ...['CloudTrail.GetObject', 'CloudTrail.GetObjectTorrent', 'CloudTrail.SelectObjectContent'],
  ...['CloudTrail.CopyObject', 'CloudTrail.UploadPartCopy'],
]);

/**
 * Says whether a service that acts for itself does what is expected of it.
 *
 * @param service its principal; `null` where nobody tells its name.
 * @param expected services that the expectations name.
 */
export function isExpectedService(service: string | null, operation: string, expected: ReadonlySet<string>): boolean {
  if (service === null) return false;
  const name = service.replace(/\.cn$/, '');
  if (expected.has(service) || expected.has(name)) return true;
  const harmless = entryOf(HARMLESS_SERVICES, name);
  return harmless !== undefined && (harmless.readsObjects === true || !READING.has(operation));
}
