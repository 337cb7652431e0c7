import type { Context } from '../Context.ts';
import { UsageError } from '../errors/UsageError.ts';
import { beginShown, type Progress } from '../output/progress.ts';
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
  #progress: Progress | undefined;

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
  readonly current = async (): Promise<string | undefined> => {
    this.#current ??= this.#read('Passphrase of the key:');
    const passphrase = await this.#current;
    if (passphrase !== undefined) this.#showDerivation();
    return passphrase;
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
    const isTyped = !this.#piped && !this.#context.env[VARIABLE];
    if (isTyped && (await readUnseen('Repeat the passphrase:', this.#context)) !== first) {
      throw new UsageError('the two passphrases differ', { hint: 'Nothing was done. Try again.' });
    }
    this.#showDerivation();
    return first;
  };

  /** Waits for work with an encrypted key. Deriving its encryption key from the passphrase may take long. */
  async opening<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } finally {
      this.#hideDerivation();
    }
  }

  /** Shows what is awaited from the time that a passphrase is known. */
  #showDerivation(): void {
    this.#progress ??= beginShown(this.#context, 'deriving the key from the passphrase');
  }

  #hideDerivation(): void {
    this.#progress?.end();
    this.#progress = undefined;
  }

  async #read(question: string): Promise<string | undefined> {
    this.#hideDerivation();
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
