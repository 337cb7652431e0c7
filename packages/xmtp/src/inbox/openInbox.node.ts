import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { assertDuration, assertText } from '@mitosislabs/auth/errors';
import { homePath } from '@mitosislabs/auth/machine';
import { abortedError, withAnySignal } from '../async/abort.ts';
import { SessionError } from '../errors/SessionError.ts';
import { DurableInbox, type InboxState } from './DurableInbox.ts';
import { FileStore } from './FileStore.node.ts';
import type { InboxSource } from './InboxSource.ts';
import type { InboxOptions, SessionInbox } from './SessionInbox.ts';

/** How long to wait for another process, in ms. */
const WAIT_MS = 15_000;

/** Opens the durable inbox of a consumer. */
export async function openInbox(source: InboxSource, options: InboxOptions): Promise<SessionInbox> {
  const { consumer, waitMs = WAIT_MS, signal } = Object(options) as InboxOptions;
  assertText('consumer', consumer);
  const folder = options.folder ?? source.inboxFolder?.() ?? defaultFolder();
  assertText('folder', folder);
  assertDuration('waitMs', waitMs, 0);
  const { lifetime } = source.core;
  const opening = source.core.newOpening();
  return withAnySignal([signal, lifetime.closing], async (over) => {
    const store = await FileStore.open(folder, fileName(source, consumer), waitMs, over);
    try {
      const state = readState(await store.load(), store.path);
      return await DurableInbox.open(source, store, state, over, opening);
    } catch (error) {
      await store.release();
      throw error;
    }
  }).catch((error: unknown) => {
    if (lifetime.closing.aborted) throw lifetime.closedError();
    throw signal?.aborted ? abortedError(signal) : error;
  });
}

/** `sessions` in `MITOSIS_HOME` or `~/.os1`, as in a keystore. */
function defaultFolder(): string {
  return join(resolve(process.env['MITOSIS_HOME'] || homePath('folder')), 'sessions');
}

/** A unique file name. No name of an office, agent or consumer can turn it into another path. */
function fileName({ session, self }: InboxSource, consumer: string): string {
  const names = [session.officeId, session.agentName, self, consumer];
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
    throw new SessionError('inbox_broken', `${path} has ${found}, and this SDK reads version 1.`, {
      hint: 'Update @mitosislabs/xmtp to the version that wrote it. The file is kept as it is.',
    });
  }
  throw new SessionError('inbox_broken', `${path} holds no position of an inbox.`, {
    hint: 'Move it away to start over; messages that were not handled before are then skipped.',
  });
}
