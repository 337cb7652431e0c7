import { EmployeesAPI } from '@mitosislabs/api/employees';
import type { Transport } from '@mitosislabs/transport';
import { escapeLine } from '../terminal/escapeControls.ts';

/** How long the platform may take to tell, in ms. */
const PATIENCE_MS = 5_000;

/**
 * Why an agent does not answer, as far as the platform knows; `undefined` when it should.
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
    const { status } = await new EmployeesAPI(transport).get(office, agent, {
      signal,
      maxRetries: 0,
      timeout: PATIENCE_MS,
    });
    if (status.ready) return undefined;
    return `${agent} is ${escapeLine(status.phase)}: it answers when it is ready again, see \`mi agents get ${office} ${agent}\``;
  } catch (error) {
    if (signal.aborted) throw error;
    // A server that cannot tell keeps nobody from talking.
    return undefined;
  }
}
