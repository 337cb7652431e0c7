/** A request to write as a command. */
export interface CurlRequest {
  /** The HTTP method. */
  method: string;
  /** The origin: `http://127.0.0.1:PORT`. */
  origin: string;
  /** The request target: path and query, as on the wire. */
  target: string;
  /** The headers by lower-case name. */
  headers: Readonly<Record<string, string>>;
  /** The body: text, or bytes that are not text. */
  body?: string | Uint8Array | undefined;
  /** The name of a file to upload from the current folder, in place of a body. */
  file?: string | undefined;
}

/** The variable that holds the key of a command. */
const KEY = '$MITOSIS_API_KEY';
/** Headers that curl sets itself, or that are true of one connection only. */
const OF_CONNECTION =
  /^(host|connection|content-length|transfer-encoding|accept-encoding|user-agent|expect|te)$/;
/** Headers that prove who calls. The signature of an agent is true of one request only. */
const OF_CALLER = /^(authorization|cookie|x-agent-id|x-signature|x-timestamp)$/;
/** A word that no shell reads as anything else. */
const PLAIN = /^[\w@%+=:,./-]+$/;
/** Characters that a terminal obeys, also when they are pasted, and invisible ones. */
const UNSAFE = /[^\P{C}\n]|[\u2028\u2029]/u;

/**
 * Writes a request as a command that can be pasted into a POSIX shell. The key is not in it: the command reads it from the
 * variable `MITOSIS_API_KEY`.
 */
export function curlCommand({ method, origin, target, headers, body, file }: CurlRequest): string {
  const words = ['curl'];
  const add = (...more: string[]): void => void words.push(`  ${more.join(' ')}`);
  if (method === 'HEAD') add('--head');
  else if (method !== (body === undefined && file === undefined ? 'GET' : 'POST'))
    add('--request', quote(method));
  // curl gives a meaning to brackets and braces, and removes segments such as `..`.
  if (/[[\]{}]/.test(target)) add('--globoff');
  if (/\/\.{1,2}([/?]|$)/.test(target)) add('--path-as-is');
  if (Object.keys(headers).some((name) => OF_CALLER.test(name))) {
    add('--header', `"Authorization: Bearer ${KEY}"`);
  }
  for (const [name, value] of Object.entries(headers)) {
    // curl names the boundary of the parts itself.
    if (file !== undefined && name === 'content-type') continue;
    if (OF_CONNECTION.test(name) || OF_CALLER.test(name) || (name === 'accept' && value === '*/*')) continue;
    add('--header', quote(value === '' ? `${name};` : `${name}: ${value}`));
  }
  if (file !== undefined) {
    // The log has the name from the wire: it must not lead out of the folder, and `-` would be the standard input.
    const name = file.slice(file.lastIndexOf('/') + 1).replace(/["\\]/g, '\\$&');
    add('--form', quote(`file=@"./${name}"`));
  }
  if (body === undefined || file !== undefined) {
    add(quote(origin + target));
    return words.join(' \\\n');
  }
  // Otherwise curl names a type of its own.
  if (!('content-type' in headers)) add('--header', quote('content-type:'));
  if (typeof body === 'string' && !UNSAFE.test(body)) {
    // Not `--data`, which reads a file when the text begins with `@`.
    add('--data-raw', quote(body));
    add(quote(origin + target));
    return words.join(' \\\n');
  }
  add('--data-binary', '@-');
  add(quote(origin + target));
  return `${printed(body)} | ${words.join(' \\\n')}`;
}

/** Quotes a word for a POSIX shell. */
function quote(word: string): string {
  // Characters of the head are bytes.
  if (UNSAFE.test(word))
    return `"$(${printed(Uint8Array.from(word, (character) => character.charCodeAt(0)))})"`;
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command that prints bytes that are not safe to paste. */
function printed(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  let escaped = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    const isPlain = /[ -~]/.test(character) && character !== "'" && character !== '\\' && character !== '%';
    escaped += isPlain ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return `printf '%b' '${escaped}'`;
}
