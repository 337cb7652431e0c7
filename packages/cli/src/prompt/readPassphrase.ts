import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { readUnseen } from './readSecret.ts';

/** Where a passphrase comes from when nobody can be asked, or is to be. */
const VARIABLE = 'MITOSIS_KEY_PASSPHRASE';

/**
 * The passphrase of a key that is encrypted: from MITOSIS_KEY_PASSPHRASE, else typed unseen at a terminal. It is asked for once.
 *
 * @returns a function, for whoever finds out that it is needed; it gives `undefined` where nobody can be asked.
 */
export function passphraseOf(context: Context): () => Promise<string | undefined> {
  let answer: Promise<string | undefined> | undefined;
  return () => {
    answer ??= read('Passphrase of the key:', context);
    return answer;
  };
}

/**
 * A passphrase to encrypt with: from MITOSIS_KEY_PASSPHRASE, else typed unseen, twice.
 *
 * @throws {@link UsageError} when there is none, or the two differ.
 */
export async function newPassphrase(context: Context): Promise<string> {
  const first = await read('New passphrase:', context);
  if (!first) {
    throw new UsageError('a passphrase is needed to encrypt the key with', {
      hint: `Type one at a terminal, or set ${VARIABLE}.`,
    });
  }
  if (context.env[VARIABLE]) return first;
  if ((await readUnseen('The same again:', context)) !== first) {
    throw new UsageError('the two passphrases differ', { hint: 'Nothing was done. Try again.' });
  }
  return first;
}

async function read(question: string, context: Context): Promise<string | undefined> {
  const given = context.env[VARIABLE];
  if (given) return given;
  return context.stdin.isTTY ? readUnseen(question, context) : undefined;
}
