/** The value of a cell; `undefined` is empty. */
export type Cell = string | number | boolean | undefined;
