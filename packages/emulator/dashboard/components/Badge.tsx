import type { JSX } from 'preact';

const TONES: Readonly<Record<string, string>> = {
  ready: 'good',
  completed: 'good',
  running: 'busy',
  provisioning: 'busy',
  starting: 'busy',
  failed: 'bad',
  degraded: 'bad',
};

/** A status: its word, with a colored dot. */
export function Badge({ status }: { status: string }): JSX.Element {
  return <span class={`badge ${TONES[status] ?? ''}`}>{status.slice(0, 40)}</span>;
}
