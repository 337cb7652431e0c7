import { InvalidArgumentError } from '@mitosislabs/auth/errors';

/** The agent names that the platform accepts: Kubernetes labels. */
const AGENT = /^[a-z0-9][a-z0-9-]{0,62}$/;
/** Matches every common kind of id: UUID, ULID, nanoid, with a prefix or without. */
const OFFICE = /^[A-Za-z0-9_-]{1,63}$/;

/** Whether the platform would accept a text as an agent's name. */
export function isAgentName(agent: string): boolean {
  return AGENT.test(agent);
}

/** Refuses a name that the platform would refuse: it could be a path. */
export function assertAgentName(agent: string): void {
  if (typeof agent !== 'string' || !isAgentName(agent)) {
    throw new InvalidArgumentError('agent', 'must be 1 to 63 of a-z, 0-9 and -, not beginning with -', {
      hint: 'Pass the name as `mi agents list` shows it.',
    });
  }
}

/** Whether a text can be an office's id. */
export function isOfficeId(officeId: string): boolean {
  return OFFICE.test(officeId);
}

/** Refuses a text that cannot be an office's id: it could be a path. */
export function assertOfficeId(officeId: string): void {
  if (typeof officeId !== 'string' || !isOfficeId(officeId)) {
    throw new InvalidArgumentError('officeId', 'must be 1 to 63 of letters, digits, - and _', {
      hint: 'Pass the id as `mi offices list` shows it.',
    });
  }
}
