/** Device names of Windows: a file there cannot have one, with or without an extension. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * The name of the file or folder for a checked name. Two names never share a file, even on a disk that ignores case:
 * capital letters and the first letter of a device name are escaped as in a URL.
 */
export function toFileName(name: string): string {
  const lower = name.replace(/[A-Z]/g, percentEncode);
  return RESERVED.test(lower) ? lower.replace(/^./, percentEncode) : lower;
}

/** Returns the name behind a file name of {@link toFileName}; `undefined` for any other file name. */
export function fromFileName(fileName: string): string | undefined {
  const name = fileName.replace(/%([0-9a-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return toFileName(name) === fileName ? name : undefined;
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16)}`;
}
