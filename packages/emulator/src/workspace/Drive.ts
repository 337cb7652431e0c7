/** The files that programs of the workspace see. */
export interface Drive {
  /** Their names. */
  names(): string[];
  /** The size of a file in bytes; `undefined` if it does not exist. */
  size(name: string): number | undefined;
  /** The bytes of a file; none if it does not exist. */
  read(name: string): Uint8Array | undefined;
  /** Writes a file, and replaces one with the same name. */
  write(name: string, content: Uint8Array): void;
  /** Deletes a file. */
  delete(name: string): void;
}
