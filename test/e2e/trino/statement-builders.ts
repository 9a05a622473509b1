import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

/** Where the statements are written that leave the program. */
const ROOTS = ['audit/engines/athena', 'audit/engines/trino', 'audit/rehearse'];
/** How one begins. */
const BEGINNING = /^\s*(SELECT|WITH|CREATE|DROP|ALTER|INSERT|DELETE|SHOW|DESCRIBE|EXPLAIN|MSCK|UNLOAD|CALL|SET|USE)\s/;

/**
 * Finds every function and constant of the engines in whose text a statement begins, by its name, read from the source itself:
 * who writes a new one is found without being told of.
 */
export function statementBuilders(): readonly string[] {
  const files = ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => join(root, path)),
  );
  const found = files.flatMap((file) => {
    const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
    return source.statements.flatMap((statement) =>
      namesOf(statement)
        .filter(() => holdsStatement(statement))
        .map((name) => `${file} ${name}`),
    );
  });
  return [...new Set(found)].sort();
}

function namesOf(statement: ts.Statement): readonly string[] {
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.map(({ name }) => name.getText());
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return [statement.name?.text ?? ''];
  return [];
}

function holdsStatement(node: ts.Node): boolean {
  const isText = ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node) || ts.isTemplateHead(node);
  if (isText && BEGINNING.test(node.text)) return true;
  return node.getChildren().some(holdsStatement);
}
