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
