import { MitosisError } from '@mitosislabs/auth/errors';
import {
  applyEdits,
  findNodeAtLocation,
  modify,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

const BOM = '\ufeff';

/** The place of a server in a configuration. */
export interface ServerPlace {
  /** The file, for errors. */
  readonly file: string;
  readonly field: string;
  readonly name: string;
}

/**
 * Sets or removes a server in the text of a configuration. Comments, other fields and the layout stay.
 *
 * @param text - The configuration; empty text is an empty one.
 * @param place - The file, and the server's place in it.
 * @param server - The server; `undefined` removes it.
 * @returns the new text; the same one if nothing changes.
 * @throws {@link MitosisError} `config_broken` for text that is no configuration.
 */
export function withServer(text: string, place: ServerPlace, server: object | undefined): string {
  const start = text.startsWith(BOM) ? BOM : '';
  const content = text.slice(start.length);
  const current = serverIn(content, place);
  if (JSON.stringify(current) === JSON.stringify(server)) return text;
  const edits = modify(content.trim() === '' ? '{}' : content, [place.field, place.name], server, {
    formattingOptions: formatOf(content),
  });
  const changed = applyEdits(content.trim() === '' ? '{}' : content, edits);
  return start + (changed.endsWith('\n') || content.trim() !== '' ? changed : `${changed}\n`);
}

/** Returns the server that the configuration has in this place; `undefined` if there is none. */
function serverIn(content: string, { file, field, name }: ServerPlace): unknown {
  if (content.trim() === '') return undefined;
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error) {
    const line = content.slice(0, error.offset).split('\n').length;
    throw broken(file, `line ${line}: ${printParseErrorCode(error.error)}`);
  }
  if (root?.type !== 'object') throw broken(file, 'it is no object');
  if (count(root, field) > 1) throw broken(file, `it has ${JSON.stringify(field)} twice`);
  const servers = findNodeAtLocation(root, [field]);
  if (!servers) return undefined;
  if (servers.type !== 'object') throw broken(file, `its ${JSON.stringify(field)} is no object`);
  if (count(servers, name) > 1) throw broken(file, `it has the server ${JSON.stringify(name)} twice`);
  const found = findNodeAtLocation(servers, [name]);
  return found && plain(found);
}

function count(object: Node, name: string): number {
  return (object.children ?? []).filter(({ children }) => children?.[0]?.value === name).length;
}

function plain(node: Node): unknown {
  const { type, value, children = [] } = node;
  if (type === 'array') return children.map(plain);
  if (type !== 'object') return value;
  return Object.fromEntries(
    children.flatMap(({ children: [key, one] = [] }) =>
      key && one ? [[String(key.value), plain(one)]] : [],
    ),
  );
}

/** The layout of a text: its first indented line, and its line ends. */
function formatOf(content: string) {
  const indent = /\n([ \t]+)\S/.exec(content)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: content.includes('\r\n') ? '\r\n' : '\n',
  };
}

function broken(file: string, problem: string): MitosisError {
  return new MitosisError(`${file} is not a configuration that can be changed: ${problem}.`, {
    code: 'config_broken',
    hint: 'Repair it, or move it away, and try again. Nothing was written.',
  });
}
