import { readFileSync } from 'node:fs';
import { UsageError } from '../errors/UsageError.ts';

/**
 * Refuses a word that is not UTF-8, in which Node has put U+FFFD. Call it for words that contain U+FFFD. Because U+FFFD may
 * also be typed, it checks the bytes that the system has.
 *
 * @throws {@link UsageError} that names the word.
 */
export function assertUTF8(argv: readonly string[]): void {
  const typed = typedWords();
  if (!typed) return;
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const wrong = typed.filter((bytes) => {
    try {
      strict.decode(bytes);
      return false;
    } catch {
      return true;
    }
  });
  const word = argv.find((one) => wrong.some((bytes) => bytes.toString() === one));
  if (word === undefined) return;
  throw new UsageError(`${word} is not UTF-8`, {
    hint: 'Nothing was sent. Check the locale of your terminal.',
  });
}

/** Returns the bytes of the command line of this process; `undefined` if the system does not provide them. */
function typedWords(): Buffer[] | undefined {
  try {
    const line = readFileSync('/proc/self/cmdline');
    const words: Buffer[] = [];
    for (let start = 0, end = line.indexOf(0); end >= 0; start = end + 1, end = line.indexOf(0, start)) {
      words.push(line.subarray(start, end));
    }
    return words;
  } catch {
    return undefined;
  }
}
