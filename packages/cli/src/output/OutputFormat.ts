import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import type { JqFilter } from './JqFilter.ts';

/** How a command prints its result. */
export interface OutputFormat {
  /** Whether to print JSON in place of text. */
  readonly json: boolean;
  /** The fields to print, as paths: `status.phase` is `['status', 'phase']`. `undefined` prints all. */
  readonly fields?: readonly (readonly string[])[] | undefined;
  /** The filter for the JSON. */
  readonly filter?: JqFilter | undefined;
}

/** The options about output, as clipanion parses them. */
interface OutputFlags {
  /** `--json`, `--json=fields` or `--no-json`; the last one of a command line. */
  json: string | boolean | undefined;
  /** `--jq`. */
  jq: string | undefined;
}

/**
 * Decides how a command prints its result. `--jq` and `--json` come before the variable `MI_OUTPUT`. Loads jq only for `--jq`.
 *
 * @throws {@link UsageError} when the options contradict each other, a filter is wrong, or `MI_OUTPUT` decides and is
 * neither `json` nor `text`.
 */
export async function outputFormat({ json, jq }: OutputFlags, env: Context['env']): Promise<OutputFormat> {
  const fields = typeof json === 'string' ? fieldsOf(json) : undefined;
  if (jq === undefined) return { json: json === undefined ? variable(env) : json !== false, fields };
  if (json === false) {
    throw new UsageError('--jq filters JSON, and --no-json asks for text', {
      hint: 'Leave one of them out.',
    });
  }
  const { JqFilter } = await import('./JqFilter.ts');
  return { json: true, fields, filter: await JqFilter.compile(jq) };
}

function fieldsOf(list: string): string[][] {
  const names = list.split(',').map((name) => name.trim());
  const fields = names.map((name) => name.split('.'));
  if (fields.every((path) => path.every((part) => part !== ''))) return fields;
  throw new UsageError(`--json takes names of fields, not ${JSON.stringify(list)}`, {
    hint: 'Write them with commas between: --json=id,name',
  });
}

function variable(env: Context['env']): boolean {
  const value = env['MI_OUTPUT'] || 'text';
  if (value === 'json' || value === 'text') return value === 'json';
  throw new UsageError(`MI_OUTPUT must be json or text, not ${JSON.stringify(value)}`, {
    hint: 'Set MI_OUTPUT=json to get JSON from every command, or unset it; --json and --no-json override it.',
  });
}
