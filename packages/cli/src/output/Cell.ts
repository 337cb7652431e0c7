/** The value of a cell; `undefined` is empty. */
export type Cell = string | number | boolean | undefined;

/** Formats a cell exactly. */
export function show(cell: Cell): string {
  return cell === undefined ? '' : String(cell);
}
