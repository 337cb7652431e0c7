import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import type { Transport } from '@mitosislabs/transport';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';

/** How long an agent may take to acknowledge a session, in ms. Older agents never do, and are talked to all the same. */
const ACKNOWLEDGE_MS = 10_000;

/** How a session is opened. */
interface OpenOptions {
  readonly signal: AbortSignal;
  /** Told why the agent does not answer now, where the platform knows. */
  readonly onAbsence: (why: string) => void;
  /** Told when messages can no longer be had. */
  readonly onGap?: () => void;
}

/** Opens a session with an agent, whose answers grow where it knows how; it must be closed. */
export async function openSession(
  transport: Transport,
  office: string,
  agent: string,
  { signal, onAbsence, onGap = () => undefined }: OpenOptions,
): Promise<XMTPSession> {
  const messages = new MessagesAPI(transport);
  const channel = new XMTPChannel(new XMTPAPI(transport), {
    events: (officeId, options) => messages.stream(officeId, options),
    onGap,
  });
  const session = await channel.openSession(office, agent, { growingAnswers: true });
  try {
    await session.negotiate(ACKNOWLEDGE_MS, { signal });
    if (session.capabilities.length === 0) {
      const { absence } = await import('./absence.ts');
      const why = await absence(transport, office, agent, signal);
      if (why !== undefined) onAbsence(why);
    }
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}
