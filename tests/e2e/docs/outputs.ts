import ts from 'typescript';

/** The output of a `console.log(…)`, as a page states it: `console.log(1 + 1); // 2`. */
export interface Output {
  readonly line: number;
  readonly text: string;
}

/**
 * Finds the comments behind `console.log(…)`, and replaces these calls: they also tell the runner what they print. No line moves.
 * A comment above a call is prose.
 */
export function readOutputs(code: string): { outputs: Output[]; script: string } {
  const file = ts.createSourceFile('page.ts', code, ts.ScriptTarget.Latest);
  const outputs: Output[] = [];
  let script = '';
  let done = 0;
  const visit = (node: ts.Node): void => {
    const text = isLog(node, file) ? commentBehind(code, node.end) : undefined;
    if (text !== undefined && ts.isCallExpression(node)) {
      const line = file.getLineAndCharacterOfPosition(node.end).line + 1;
      outputs.push({ line, text });
      script += `${code.slice(done, node.getStart(file))}globalThis.print(${line})`;
      done = node.expression.end;
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return { outputs, script: script + code.slice(done) };
}

function isLog(node: ts.Node, file: ts.SourceFile): boolean {
  return ts.isCallExpression(node) && node.expression.getText(file) === 'console.log';
}

/** The comment at the end of the line; no text or pattern is between it and the call. */
function commentBehind(code: string, end: number): string | undefined {
  return /^[^'"`/]*\/\/ *(.*)/.exec(code.slice(end).split('\n', 1)[0] ?? '')?.[1]?.trim();
}
