import { InvalidArgumentError } from '@mitosislabs/auth/errors';
import { can } from '../runtime/can.ts';
import type { StreamBody } from './StreamBody.ts';

/** The form of the package form-data: a legacy Node stream, which is not async iterable. */
interface FormStream {
  getHeaders(): Readonly<Record<string, string>>;
  getBoundary(): string;
  hasKnownLength?(): boolean;
  getLengthSync?(): number;
  on(event: string, listen: (value: never) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  destroy?(): unknown;
}

/** Whether a value is a form of the package form-data. */
export function isFormStream(value: unknown): value is FormStream {
  return can(value, 'getHeaders') && can(value, 'getBoundary') && can(value, 'on') && can(value, 'resume');
}

/**
 * Makes a form of the package form-data a body, with its own boundary. It can be sent once.
 *
 * @throws {@link InvalidArgumentError} when it was sent already.
 */
export function formStreamBody(form: FormStream): StreamBody {
  if (Reflect.get(form, '_released') === true) {
    throw new InvalidArgumentError('body', 'was read already', { hint: 'Make a new form for each request.' });
  }
  const isMeasured = form.hasKnownLength?.() === true;
  return {
    contentType: form.getHeaders()['content-type'] ?? `multipart/form-data; boundary=${form.getBoundary()}`,
    length: isMeasured ? form.getLengthSync?.() : undefined,
    isReplayable: false,
    open: () => read(form),
  };
}

async function* read(form: FormStream): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  let isOver = false;
  let failure: { reason: unknown } | undefined;
  let wake = (): void => undefined;
  form.on('data', (chunk: string | Uint8Array) => {
    chunks.push(typeof chunk === 'string' ? encoder.encode(chunk) : chunk);
    form.pause();
    wake();
  });
  form.on('end', () => {
    isOver = true;
    wake();
  });
  form.on('error', (reason: unknown) => {
    failure = { reason };
    wake();
  });
  try {
    for (;;) {
      const chunk = chunks.shift();
      if (chunk) yield chunk;
      else if (failure) throw failure.reason;
      else if (isOver) return;
      else {
        const woken = new Promise<void>((resolve) => {
          wake = resolve;
        });
        form.resume();
        if (chunks.length === 0 && !isOver && !failure) await woken;
      }
    }
  } finally {
    form.destroy?.();
  }
}
