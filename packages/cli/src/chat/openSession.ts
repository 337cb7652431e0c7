import { MessagesAPI } from '@mitosislabs/api/messages';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { MitosisError } from '@mitosislabs/auth/errors';
import type { Transport } from '@mitosislabs/transport';
import { XMTPChannel, type XMTPSession } from '@mitosislabs/xmtp';
import { CliError } from '../errors/CliError.ts';
import { ExitCode } from '../errors/exitCodes.ts';
import { escapeLine } from '../terminal/escapeControls.ts';

/** How long to wait for an agent to acknowledge a session, in ms. Older agents never do, but can chat. */
const ACKNOWLEDGE_MS = 10_000;

/** How long to wait for the state of an agent, in ms. */
const ABSENCE_TIMEOUT_MS = 5_000;

/** Options of {@link openSession}. */
interface OpenOptions {
  readonly signal: AbortSignal;
  /** Called with the reason why the agent does not answer now, if the platform knows it. */
  readonly onAbsence: (why: string) => void;
  /** Called when messages are no longer available. */
  readonly onGap?: () => void;
}

/** Opens a session with an agent, with streaming answers if it supports them. The caller closes it. */
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
  const session = await channel.openSession(office, agent, { streaming: true });
  try {
    await session.negotiate(ACKNOWLEDGE_MS, { signal });
    if (session.capabilities.length === 0) {
      const why = await absence(transport, office, agent, signal);
      if (why !== undefined) onAbsence(why);
    }
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * Explains an error of an open session: if the agent is no longer in the office, it was fired.
 *
 * @returns the error to report.
 */
export async function sessionFailure(
  error: unknown,
  transport: Transport,
  { officeId, agentName }: XMTPSession,
  signal: AbortSignal,
): Promise<unknown> {
  if (signal.aborted || !(error instanceof MitosisError)) return error;
  const { EmployeesAPI } = await import('@mitosislabs/api/employees');
  const isGone = await new EmployeesAPI(transport)
    .get(officeId, agentName, { signal, maxRetries: 0, timeout: ABSENCE_TIMEOUT_MS })
    .then(
      () => false,
      (reason: unknown) => Reflect.get(Object(reason), 'status') === 404,
    );
  if (!isGone) return error;
  return new CliError(`${agentName} is no longer in the office: the agent was fired`, {
    code: 'agent_fired',
    exitCode: ExitCode.notFound,
    hint: `\`mi agents list -o ${officeId}\` shows who is there.`,
    cause: error,
  });
}

/**
 * Returns why an agent does not answer, if the platform knows.
 *
 * @param signal - Ends the run.
 */
export async function absence(
  transport: Transport,
  office: string,
  agent: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { EmployeesAPI } = await import('@mitosislabs/api/employees');
    const { status } = await new EmployeesAPI(transport).get(office, agent, {
      signal,
      maxRetries: 0,
      timeout: ABSENCE_TIMEOUT_MS,
    });
    if (status.ready) return undefined;
    return `${agent} is ${escapeLine(status.phase)}: it answers when it is ready again, see \`mi agents get ${office} ${agent}\``;
  } catch (error) {
    if (signal.aborted) throw error;
    // A chat is possible without the reason.
    return undefined;
  }
}
