/** A request to the keychain. */
export interface KeychainRequest {
  readonly action: 'probe' | 'get' | 'set' | 'delete';
  readonly service: string;
  readonly account: string;
  /** The secret to store, for `set`. */
  readonly secret?: string;
}

/** The outcome of a request. `value` is the result of `get`. */
export interface KeychainAnswer {
  readonly value?: string | null;
  readonly error?: string;
}

/**
 * The program that talks to the keychain: CommonJS, run with the path of `@napi-rs/keyring`. It reads the request from
 * standard input and writes the response to standard output, so that no other user sees them. On Linux the library
 * would fall back to a keyring of the kernel, which does not persist; the program disables that. It writes a space
 * before it calls the keychain: the time limit starts then.
 */
export const KEYCHAIN_PROGRAM = `
let text = '';
process.stdin.on('data', (bytes) => { text += bytes; }).on('end', () => {
  let answer;
  try {
    const { action, service, account, secret } = JSON.parse(text);
    const { Entry } = require(process.argv[1]);
    require('fs').writeSync(1, ' ');
    const entry = new Entry(service, account, { linux: { store: 'secret-service' } });
    const stored = action === 'set' || action === 'probe';
    if (stored) {
      entry.setPassword(secret);
      if (entry.getPassword() !== secret) throw new Error('the stored value and the value read back differ');
    }
    if (action === 'delete' || action === 'probe') entry.deletePassword();
    answer = { value: action === 'get' ? entry.getPassword() : null };
  } catch (error) {
    answer = { error: String(error && error.message) };
  }
  process.stdout.write(JSON.stringify(answer), () => process.exit());
});
`;
