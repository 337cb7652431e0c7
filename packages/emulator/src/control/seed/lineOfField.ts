import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

/**
 * Returns the line of a field in a text of YAML or JSON, from 1. If the field is missing, returns the line of its parent.
 *
 * @param path - The path of the field, as errors name it: `offices[0].files.a.txt`.
 */
export async function lineOfField(text: string, path: string): Promise<number> {
  const lines = new LineCounter();
  const { contents } = parseDocument(text, { lineCounter: lines });
  return lines.linePos(offsetOf(contents as Node | null, path)).line;
}

function offsetOf(node: Node | null, path: string): number {
  const own = node?.range?.[0] ?? 0;
  if (isSeq(node)) {
    const [whole, index] = /^\[(\d+)\]\.?/.exec(path) ?? [''];
    const item = node.items[Number(index)] as Node | undefined;
    return item ? offsetOf(item, path.slice(whole.length)) : own;
  }
  if (!isMap(node)) return own;
  for (const { key, value } of node.items) {
    // A name can have dots itself.
    const name = isScalar(key) ? String(key.value) : '';
    if (!path.startsWith(name) || !/^([.[]|$)/.test(path.slice(name.length))) continue;
    const rest = path.slice(name.length).replace(/^\./, '');
    const at = (key as Node).range?.[0] ?? own;
    return rest === '' || value === null ? at : offsetOf(value as Node, rest);
  }
  return own;
}
