import { webcrypto } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { brotliDecompressSync } from 'node:zlib';
import { type Jq, type JqResult, loadJq } from 'jq-wasm';
import { CliError } from '../errors/CliError.ts';
import { UsageError } from '../errors/UsageError.ts';

/** The exit code of jq for a filter that does not compile. */
const COMPILE_ERROR = 3;

/** A jq filter, ready to run. It is jq itself, compiled to WebAssembly. */
export class JqFilter {
  readonly #jq: Jq;
  readonly #filter: string;

  private constructor(jq: Jq, filter: string) {
    this.#jq = jq;
    // A filter that begins with a dash would be an option of jq.
    this.#filter = ` ${filter}`;
  }

  /**
   * Loads jq, and compiles the filter.
   *
   * @throws {@link UsageError} if the filter is wrong, with what jq says about it.
   */
  static async compile(filter: string): Promise<JqFilter> {
    const compiled = new JqFilter(await loadJq({ wasmBinary: await wasm() }), filter);
    const { exitCode, stderr } = compiled.#run('null');
    if (exitCode !== COMPILE_ERROR) return compiled;
    throw new UsageError(`--jq: ${reason(stderr)}`, {
      hint: "Quote the filter: --jq '.[].id'. The manual of jq is at https://jqlang.org/manual/.",
    });
  }

  /**
   * Runs the filter on JSON text. Numbers keep all their digits.
   *
   * @returns the results, each as JSON text.
   * @throws {@link CliError} `jq_failed` if the filter does not fit the data.
   */
  run(json: string): string[] {
    const { stdout, stderr, exitCode } = this.#run(json);
    if (exitCode !== 0) {
      throw new CliError(`--jq: ${reason(stderr)}`, {
        code: 'jq_failed',
        hint: 'The request succeeded. Leave out --jq to see the input of the filter.',
      });
    }
    return stdout === '' ? [] : stdout.split('\n');
  }

  /** Lends jq the global `crypto`, which Node 18 does not have. */
  #run(json: string): JqResult {
    const isLent = Reflect.get(globalThis, 'crypto') === undefined;
    if (isLent) Object.defineProperty(globalThis, 'crypto', { value: webcrypto, configurable: true });
    try {
      return this.#jq.raw(json, this.#filter, ['-c', '-M']);
    } finally {
      if (isLent) Reflect.deleteProperty(globalThis, 'crypto');
    }
  }
}

/** Reads the code of jq. The build compresses it, and puts it beside this file; in a clone it is in the package. */
async function wasm(): Promise<Uint8Array> {
  return readFile(new URL('jq.wasm.br', import.meta.url)).then(brotliDecompressSync, () =>
    readFile(createRequire(import.meta.url).resolve('jq-wasm/jq.wasm')),
  );
}

/** Returns the first line of an error of jq, without its prefix. */
function reason(stderr: string): string {
  const [line = ''] = stderr.split('\n');
  return line.replace(/^jq: error(?: \(at .*?\))?: /, '').replace(/(?: at <top-level>.*)?:?$/, '');
}
