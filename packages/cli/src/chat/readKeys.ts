import { emitKeypressEvents } from 'node:readline';
import type { Input } from '../Context.ts';
import type { Key } from './Key.ts';

/** Has `take` called for each key, and `ended` when there is nobody there any more. The returned function ends that. */
export function readKeys(
  stdin: Input & { setRawMode?: (raw: boolean) => void },
  take: (input: string | undefined, key: Key) => void,
  ended: () => void,
): () => void {
  emitKeypressEvents(stdin);
  stdin.on('keypress', take).on('end', ended);
  stdin.setRawMode?.(true);
  stdin.resume();
  return () => {
    stdin.off('keypress', take).off('end', ended);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}
