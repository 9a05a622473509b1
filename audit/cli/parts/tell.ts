import { asLogged } from './log-commands';

/** Tells the user something that is no result. */
export function tell(sentence: string): void {
  process.stderr.write(asLogged(`s3-audit: ${sentence}\n`));
}
