import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/**
 * A group that is repeated without end takes stack for each turn: on a text of some megabytes the expression ends in
 * "Maximum call stack size exceeded". Such expressions may look only at what is known to be short, and here it says why it is.
 */
const SHORT: Readonly<Record<string, string>> = {
  'audit/access-log/decode-key.ts':
    'turns of three characters, at most a third of the longest line, for which the stack suffices',
  'audit/access-log/parse-line.ts': 'parseLine makes a reject of a word that is too long',
  'audit/cloudtrail/events.ts': 'texts of events are bounded by LONGEST_EVENT_TEXT',
  'audit/cloudtrail/unlogged-rows.ts': 'texts of events are bounded by LONGEST_EVENT_TEXT',
  'audit/engines/interface/reading-statement.ts': 'SQL typed on a command line, which the system bounds',
  'audit/output/markdown-limit.ts': 'the rulers of our own tables, a few columns wide',
  'audit/output/numbers.ts': 'the digits of a number',
  'audit/review/plan/plan.ts': 'addresses in a plan, bounded by LONGEST_ADDRESS',
  'audit/sources/object-name.ts': 'names of files, which the file system bounds',
  'contract/deployment/': 'settings of deployment.yaml, bounded with the file by LONGEST_DEPLOYMENT',
  'contract/log-places.ts': 'typed on a command line, or in deployment.yaml',
};

const repeated = ['audit', 'contract'].flatMap(expressionsBelow).filter(({ text }) => hasEndlessGroup(text));

test('no expression repeats a group without end over text that may be long', () => {
  expect(repeated.filter(({ file }) => !Object.keys(SHORT).some((place) => file.startsWith(place)))).toEqual([]);
});

test('each exception is one', () => {
  expect(Object.keys(SHORT).filter((place) => !repeated.some(({ file }) => file.startsWith(place)))).toEqual([]);
});

interface Expression {
  readonly file: string;
  readonly text: string;
}

function expressionsBelow(folder: string): readonly Expression[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  return files.flatMap((name) => {
    const file = join(folder, name);
    return expressionsOf(readFileSync(file, 'utf8')).map((text) => ({ file, text }));
  });
}

function expressionsOf(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) found.push(node.text);
    if (ts.isNewExpression(node) && node.expression.getText() === 'RegExp') found.push(node.getText());
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** Classes and escapes aside, a group is repeated where it closes. */
function hasEndlessGroup(text: string): boolean {
  return /\)(?:[*+]|\{\d+,\})/.test(text.replace(/\\./g, '.').replace(/\[[^\]]*\]/g, '.'));
}
