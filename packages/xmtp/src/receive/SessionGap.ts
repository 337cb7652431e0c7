/** Messages that the server no longer returns; their number is unknown. */
export interface SessionGap {
  /** The office. */
  officeId: string;
  /** The agent's name; the id of the group, in a group. */
  agentName: string;
  /** The id of the last message before the gap; empty when the conversation was empty before it. */
  after: string;
  /** The id of the first message after it. */
  before: string;
}

/** Calls `onGap`. Warns on the console without one, or when it throws or rejects. */
export function reportGap(onGap: ((gap: SessionGap) => void) | undefined, gap: SessionGap): void {
  // biome-ignore lint/suspicious/noConsole: lost messages are never silent, also where there is no logger
  const warn = (): void => console.warn('Messages of a session are lost.', gap);
  try {
    const result: unknown = onGap ? onGap(gap) : warn();
    Promise.resolve(result).catch(warn);
  } catch {
    // An error of `onGap` does not stop the reading.
    warn();
  }
}
