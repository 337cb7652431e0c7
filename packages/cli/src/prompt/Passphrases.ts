import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { canAsk } from './canAsk.ts';
import { readLine } from './readLine.ts';
import { readUnseen } from './readSecret.ts';

/** The variable with the passphrase, for scripts. */
const VARIABLE = 'MITOSIS_KEY_PASSPHRASE';

/**
 * The passphrases of a run: from standard input with `--passphrase-stdin`, else from MITOSIS_KEY_PASSPHRASE, else typed
 * unseen at a terminal. Each is read once, when it is needed.
 */
export class Passphrases {
  readonly #context: Context;
  readonly #piped: boolean;
  #line: Promise<string> | undefined;
  #current: Promise<string | undefined> | undefined;

  /**
   * @param context - The context of the run.
   * @param piped - Whether to read standard input.
   * @throws {@link UsageError} if standard input is a terminal then.
   */
  constructor(context: Context, piped = false) {
    this.#context = context;
    this.#piped = piped;
    if (piped && context.stdin.isTTY) {
      throw new UsageError('--passphrase-stdin is for a pipe or a file, and standard input is a terminal', {
        hint: 'Leave it out to type the passphrase at a hidden prompt.',
      });
    }
  }

  /** Reads the passphrase of a stored key; `undefined` without a terminal to ask at. */
  readonly current = (): Promise<string | undefined> => {
    this.#current ??= this.#read('Passphrase of the key:');
    return this.#current;
  };

  /**
   * Reads a new passphrase, twice at a terminal.
   *
   * @throws {@link UsageError} if there is none, or the two differ.
   */
  readonly fresh = async (): Promise<string> => {
    const first = await this.#read('New passphrase:');
    if (!first) {
      throw new UsageError('a passphrase is needed to encrypt the key', {
        hint: `Type one at a terminal, pipe one in with --passphrase-stdin, or set ${VARIABLE}.`,
      });
    }
    if (this.#piped || this.#context.env[VARIABLE]) return first;
    if ((await readUnseen('Repeat the passphrase:', this.#context)) !== first) {
      throw new UsageError('the two passphrases differ', { hint: 'Nothing was done. Try again.' });
    }
    return first;
  };

  async #read(question: string): Promise<string | undefined> {
    if (this.#piped) {
      this.#line ??= pipedPassphrase(this.#context);
      return this.#line;
    }
    const given = this.#context.env[VARIABLE];
    if (given) return given;
    return canAsk(this.#context) ? readUnseen(question, this.#context) : undefined;
  }
}

async function pipedPassphrase(context: Context): Promise<string> {
  const line = await readLine(context);
  if (line) return line;
  throw new UsageError('there is no passphrase on standard input', {
    hint: 'Its first line is the passphrase: UTF-8, at most 4096 bytes, and not empty.',
  });
}
