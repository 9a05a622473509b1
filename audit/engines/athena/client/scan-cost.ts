import { bytesText } from '../../../output/numbers';

/** US dollars per terabyte scanned, in most regions (Amazon Athena pricing, "SQL queries"). */
export const PRICE_PER_TERABYTE = 5;

const TERABYTE = 1e12;

/** A query is billed for no less (Amazon Athena pricing). */
const LEAST_BILLED = 10_000_000;

/** What a query that scans so many bytes costs, in US dollars; DDL and failed queries cost nothing. */
export function priceOf(scannedBytes: number): number {
  if (scannedBytes === 0) return 0;
  return (Math.max(scannedBytes, LEAST_BILLED) / TERABYTE) * PRICE_PER_TERABYTE;
}

/** Says how much was scanned, what that costs, and by which price. */
export function scanSentence(scannedBytes: number): string {
  const price = priceOf(scannedBytes);
  const dollars = price === 0 ? 'nothing' : price < 0.01 ? 'less than $0.01' : `about $${price.toFixed(2)}`;
  return `scanned ${bytesText(scannedBytes)}, which costs ${dollars} at $${PRICE_PER_TERABYTE} per TB (10 MB a query at least; see the Athena price of your region)`;
}

const SIZE = /^(\d+(?:\.\d+)?)\s*([kMGTP]?)B?$/;

/** Reads `500MB`, `2 TB` or a number of bytes. @returns `undefined` for anything else, and for less than one byte. */
export function readBytes(text: string): number | undefined {
  const [, number, prefix] = SIZE.exec(text) ?? [];
  if (number === undefined || prefix === undefined) return undefined;
  const bytes = Math.floor(Number(number) * 1000 ** ['', 'k', 'M', 'G', 'T', 'P'].indexOf(prefix));
  return bytes >= 1 ? bytes : undefined;
}
