import { inspect } from 'node:util';
import { OS1Error, redact } from '@mitosislabs/transport/errors';
import type { Context } from '../Context.ts';
import { escapeControls, escapeLine } from '../terminal/escapeControls.ts';
import { fitted, pasteable } from '../terminal/message.ts';
import { BOLD, CYAN, paint, RED, takesColor } from '../terminal/styles.ts';
import { toJSON } from '../terminal/toJSON.ts';
import { describe, withoutRoute } from './describe.ts';
import { exitCodeOf } from './exitCodeOf.ts';
import { Interruption } from './Interruption.ts';
import { OutputError } from './OutputError.ts';
import { UsageError } from './UsageError.ts';

/** Reports an error and what to do next on standard error, without a stack trace. Returns the exit code. */
export function reportError(error: unknown, context: Context, json: boolean): number {
  const reason: unknown = error instanceof Interruption ? error : context.signal.reason;
  if (reason instanceof Interruption) {
    // The error is a consequence of the stop.
    if (reason.source === 'sigint' && context.stderr.isTTY) context.stderr.write('\n');
    return reason.exitCode;
  }
  // Any other error is a consequence of the failed output.
  const cause = reason instanceof OutputError ? reason : error;
  const exitCode = exitCodeOf(cause);
  const { message, code, hint: advice } = describe(cause, context.command);
  const hint = advice && pasteable(advice, context.env);
  const isDebug = context.debug === true || !!context.env['MI_DEBUG'];
  const usage = cause instanceof UsageError ? cause.usage : undefined;
  if (json) {
    const { status, method, url, requestId, outcome } = cause instanceof OS1Error ? cause : {};
    const request = method && { method, url: redact(url ?? ''), requestId };
    // One object, whatever is asked for.
    const stack = isDebug ? redact(inspect(cause, { depth: 5 })) : undefined;
    const document = {
      message: redact(message),
      code,
      hint,
      usage,
      status,
      ...request,
      outcome,
      exitCode,
      stack,
    };
    context.stderr.write(`${toJSON({ error: document })}\n`);
  } else {
    const said = isDebug ? message : withoutRoute(message);
    const lines = [`error: ${redact(said)}`, usage && `usage: ${usage}`, hint && `hint: ${hint}`];
    if (isDebug && cause instanceof OS1Error && cause.requestId) lines.push(`request: ${cause.requestId}`);
    const isColored = takesColor(context.stderr, context.env);
    for (const line of lines)
      if (line) context.stderr.write(`${fitted(withLabel(escapeLine(line), isColored), context.stderr)}\n`);
  }
  if (isDebug && !json) context.stderr.write(`${escapeControls(redact(inspect(cause, { depth: 5 })))}\n`);
  return exitCode;
}

/** Colours the word that a line begins with. */
function withLabel(line: string, isColored: boolean): string {
  const end = line.indexOf(':');
  const label = line.slice(0, end);
  const style = label === 'error' ? RED : CYAN;
  return paint(paint(label, style, isColored), BOLD, isColored && label === 'error') + line.slice(end);
}
