import { nodeOnlyError } from '@mitosislabs/auth/errors';
import type { InboxSource } from './inbox/InboxSource.ts';
import type { InboxOptions, SessionInbox } from './inbox/SessionInbox.ts';

/** Rejects: an inbox needs files. On Node `lateInbox.node.ts` takes this file's place (see `imports` in package.json). */
export async function openInbox({ session }: InboxSource, options: InboxOptions): Promise<SessionInbox> {
  throw nodeOnlyError(
    `The inbox of ${options.consumer} (${session.agentName})`,
    'Use `session.stream()`, and keep the ids of the messages that you have handled.',
  );
}
