import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { assertOptions } from '@mitosislabs/auth/errors';
import { homePath } from '@mitosislabs/auth/machine';
import { abortedError, withAnySignal } from './async/abort.ts';
import { DurableInbox, type InboxState } from './inbox/DurableInbox.ts';
import { FileStore } from './inbox/FileStore.node.ts';
import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';
import { assertDuration, assertText } from './session/assert.ts';
import { internals } from './session/internals.ts';
import { Opening } from './session/Opening.ts';
import { inboxOptions } from './session/optionNames.ts';
import { SessionError } from './session/SessionError.ts';
import type { XMTPSession } from './session/XMTPSession.ts';

export type {
  HandlerContext,
  InboxOptions,
  InboxRunOptions,
  MessageHandler,
  SessionInbox,
} from './inbox/SessionInbox.ts';

/** How long to wait for another process, in ms. */
const WAIT_MS = 15_000;

/** Opens the durable inbox of a consumer. Documented in `inbox.ts`, which this file replaces on Node. */
export async function openInbox(session: XMTPSession, options: InboxOptions): Promise<SessionInbox> {
  assertOptions('options', options, inboxOptions);
  const { consumer, waitMs = WAIT_MS, signal } = Object(options) as InboxOptions;
  assertText('consumer', consumer);
  const folder = options.folder ?? internals.get(session)?.inboxFolder?.() ?? defaultFolder();
  assertText('folder', folder);
  assertDuration('waitMs', waitMs, 0);
  const { closing, closedError, thread } = internals.get(session)?.common ?? {};
  const opening = new Opening(() => thread?.serverOffset);
  return withAnySignal([signal, closing], async (over) => {
    const store = await FileStore.open(folder, fileName(session, consumer), waitMs, over);
    try {
      return await DurableInbox.open(
        session,
        store,
        readState(await store.load(), store.path),
        over,
        opening,
      );
    } catch (error) {
      await store.release();
      throw error;
    }
  }).catch((error: unknown) => {
    if (closedError && closing?.aborted) throw closedError();
    throw signal?.aborted ? abortedError(signal) : error;
  });
}

/** `sessions` in `MITOSIS_HOME` or `~/.os1`, as in a keystore. */
function defaultFolder(): string {
  return join(resolve(process.env['MITOSIS_HOME'] || homePath('folder')), 'sessions');
}

/** A unique file name. No name of an office, agent or consumer can turn it into another path. */
function fileName(session: XMTPSession, consumer: string): string {
  const names = [session.officeId, session.agentName, internals.get(session)?.self, consumer];
  return createHash('sha256').update(JSON.stringify(names)).digest('hex').slice(0, 32);
}

function readState(text: string | undefined, path: string): InboxState | undefined {
  if (text === undefined) return undefined;
  let version: unknown;
  try {
    const state = JSON.parse(text) as InboxState;
    version = state.version;
    const { seen, sessions, growing = [] } = state;
    const areTexts = [seen, sessions, growing].every(
      (list) => Array.isArray(list) && list.every((id: unknown) => typeof id === 'string'),
    );
    if (version === 1 && areTexts) return state;
  } catch {
    // Reported below.
  }
  if (version !== undefined && version !== 1) {
    const found = typeof version === 'number' ? `version ${version}` : 'another version';
    throw new SessionError('inbox_broken', `${path} is of ${found}, and this SDK reads version 1.`, {
      hint: 'Update @mitosislabs/xmtp to the version that wrote it. The file is kept as it is.',
    });
  }
  throw new SessionError('inbox_broken', `${path} holds no position of an inbox.`, {
    hint: 'Move it away to begin anew; messages that were not handled before are not given then.',
  });
}
