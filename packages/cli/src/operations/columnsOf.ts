/** The most columns of a table without chosen columns. */
const MOST = 6;
/** Fields by their place in a table; the others follow in their own order. */
const FIRST: readonly RegExp[] = [
  /^(id|key|session_?key|transfer_id)$/i,
  /^(name|title|agent_id|agent_name|employee_name|peer|from_agent|type)$/i,
  /^(status|phase|access|available)$/i,
  /^(created_at|timestamp|time|started_at|modifiedAt|last_message_at)$/i,
];
/** Fields that say the same in each row, or are too long for one. */
const LEFT_OUT = /^(office_id|metadata|manifest|payload|settings)$/;

/**
 * Chooses the columns of a table from its rows, for lists without a known shape: id, name, status and time first.
 *
 * @param rows - The entries; only the first 20 are looked at.
 */
export function columnsOf(rows: readonly Readonly<Record<string, unknown>>[]): string[] {
  const names = new Set(rows.slice(0, 20).flatMap((row) => Object.keys(row)));
  return orderedColumns([...names]);
}

/** Orders the names of fields as columns, and leaves out those that do not help. */
export function orderedColumns(names: readonly string[]): string[] {
  const kept = names.filter((name) => !LEFT_OUT.test(name));
  return [...kept].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, MOST);
}

function rankOf(name: string): number {
  const rank = FIRST.findIndex((pattern) => pattern.test(name));
  return rank < 0 ? FIRST.length : rank;
}
