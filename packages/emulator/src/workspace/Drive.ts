/** The files that programs of the workspace see. */
export interface Drive {
  /** Their names. */
  names(): string[];
  /** The size of a file in bytes; `undefined` if it does not exist. */
  size(name: string): number | undefined;
  /** The bytes of one; none when there is no such file. */
  read(name: string): Uint8Array | undefined;
  /** Writes one, in place of one of the same name. */
  write(name: string, content: Uint8Array): void;
  /** Deletes one. */
  delete(name: string): void;
}
