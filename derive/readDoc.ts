import { sharedParameters } from '@mitosislabs/tooling/sharedParameters';
import ts from 'typescript';

/** A comment, taken apart. */
export interface Doc {
  readonly text: string;
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly returns: string;
  readonly throws: readonly string[];
  readonly isInternal: boolean;
}

/** Reads the comment of a declaration. Parameters that mean the same everywhere are left out. */
export function docOf(node: ts.Node): Doc {
  const comment = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc).at(-1)?.getText() ?? '';
  const lines = comment
    .replace(/^\/\*\*|\s*\*\/$/g, '')
    .replace(/^\s*\* ?/gm, '')
    .trimStart();
  const [text = '', ...tags] = lines.split(/^@(?=\w)/m);
  const named = (name: string): string[] =>
    tags.filter((tag) => tag.startsWith(`${name} `)).map((tag) => clean(tag.slice(name.length)));
  const params = named('param').flatMap((tag) => {
    const [, name = '', what = ''] = /^(\S+)\s+(?:- )?([\s\S]*)$/.exec(tag) ?? [];
    return sharedParameters[name] === what ? [] : [{ name, text: what }];
  });
  return {
    text: clean(text),
    params,
    returns: named('returns')[0] ?? '',
    throws: named('throws'),
    isInternal: tags.some((tag) => /^internal\b/.test(tag)),
  };
}

/** A text with its links as code, without code blocks. */
function clean(text: string): string {
  return text
    .replace(/```[\s\S]*?```/g, '')
    .replace(/\{@link (\S+?)(?:\s*\|[^}]*)?\s*\}/g, '`$1`')
    .replace(/\n*Routes?: .*$/m, '')
    .trim();
}
