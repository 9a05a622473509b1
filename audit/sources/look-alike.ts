/* eslint-disable no-control-regex -- binary formats begin with control characters */
/** What a text that is none of ours looks like, for people to see at a glance which file they gave. */
interface Kind {
  readonly name: string;
  readonly looksSo: RegExp;
  /** What it is in its right place. */
  readonly is?: GivenAs;
}

/** What a file was given for. */
export type GivenAs = 'log' | 'trail';

/**
 * Formats by the bytes they begin with (one character each, or U+FFFD where they are no UTF-8), and logs by their first line.
 * Sources: AWS documentation, "Access logs for your Application Load Balancer", "Flow log records", "Standard logging
 * reference" of CloudFront; the specifications of the file formats.
 */
const KINDS: readonly Kind[] = [
  { name: 'an ELF binary', looksSo: /^\x7fELF/ },
  { name: 'a zip archive: unpack it', looksSo: /^PK(\x03\x04|\x05\x06)/ },
  { name: 'gzip within gzip: unpack it once', looksSo: /^\x1f[\x8b\uFFFD]/ },
  { name: 'a Parquet file', looksSo: /^PAR1/ },
  { name: 'an ORC file', looksSo: /^ORC/ },
  { name: 'an Avro file', looksSo: /^Obj\x01/ },
  { name: 'a bzip2 file: unpack it', looksSo: /^BZh[1-9]/ },
  { name: 'a zstd file: unpack it', looksSo: /^\(.\/./ },
  { name: 'an xz file: unpack it', looksSo: /^.7zXZ\0/ },
  { name: 'a tar archive: unpack it', looksSo: /^[^\0]{1,100}\0{1,100}[0-7 \0]{24,}.{100,240}ustar/s },
  { name: 'a PDF file', looksSo: /^%PDF-/ },
  {
    name: 'UTF-16 text: convert it to UTF-8',
    looksSo: /^(\uFFFD\uFFFD|\xff\xfe|\xfe\xff)[^]{0,3}\0|^[ -~]\0[ -~]\0|^\0[ -~]\0[ -~]/,
  },
  { name: 'an HTML page', looksSo: /^\s*<(!doctype html|html)/i },
  { name: 'an XML document, such as an error of S3', looksSo: /^\s*<\?xml|^\s*<Error>/ },
  { name: 'a CloudFront log', looksSo: /^#Version: 1\.0\s+#Fields:|^#Version: 1\.0/ },
  { name: 'a VPC flow log', looksSo: /^(version account-id interface-id\b|[2-8] (\d{12}|unknown) eni-[0-9a-f]+ )/ },
  { name: 'an Application Load Balancer log', looksSo: /^(https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT[\d:.]+Z (app|net)\// },
  { name: 'a Network Load Balancer log', looksSo: /^tls \d\.\d \d{4}-\d\d-\d\dT[\d:.]+ net\// },
  { name: 'a Classic Load Balancer log', looksSo: /^\d{4}-\d\d-\d\dT[\d:.]+Z \S+ [\d.]+:\d+ ([\d.]+:\d+|-) / },
  { name: 'a web server log', looksSo: /^[\da-fA-F.:]+ \S+ \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:[\d:]+ [+-]\d{4}\] "/ },
  {
    is: 'log',
    name: 'a server access log of S3: name it by --logs',
    looksSo: /^[0-9a-f]{64} \S+ \[\d\d\/[A-Z][a-z]{2}\/\d{4}:/,
  },
  { name: 'a web ACL log of WAF', looksSo: /^\s*\{"timestamp":\d+,"formatVersion":\d+,"webaclId"/ },
  {
    is: 'trail',
    name: 'a file of CloudTrail: name it by --cloudtrail',
    looksSo:
      /^\s*[[{]\s*("Records"\s*:\s*\[\s*)?\{?\s*"(eventVersion|eventTime|digestStartTime|awsAccountId)"|^\s*\{\s*"Records"\s*:/,
  },
  { name: 'an inventory or manifest of S3', looksSo: /^\s*\{\s*"sourceBucket"/ },
];

/**
 * Says what a file looks like that could not be read as what it was given for.
 *
 * @param start of its text.
 * @param givenAs what it cannot be read as.
 * @returns half a sentence, `undefined` where nothing is recognized.
 */
export function lookAlike(start: string, givenAs: GivenAs): string | undefined {
  const kind = KINDS.find(({ is, looksSo }) => is !== givenAs && looksSo.test(start.slice(0, 1024)));
  return kind === undefined ? undefined : `looks like ${kind.name}`;
}
