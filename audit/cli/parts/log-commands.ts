/** Lines that begin with this are commands to the runner (GitHub, "Workflow commands"); runners take the older form anywhere. */
const COMMAND = /^([ \t]*):(?=:)|#(?=#\[)/gm;

/**
 * Text as the log of a GitHub job may hold it: what a name or a log line brings along is no command to the runner. The escapes
 * are those that JSON knows too.
 */
export function asLogged(text: string, environment: NodeJS.ProcessEnv = process.env): string {
  if (environment.GITHUB_ACTIONS !== 'true') return text;
  return text.replace(COMMAND, (found, indent: string | undefined) =>
    found === '#' ? '\\u0023' : `${indent ?? ''}\\u003a`,
  );
}
