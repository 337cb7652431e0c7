/** What the dashboard sent the browser back with, or somebody pasted. */
export interface Callback {
  /** The key that it issued. */
  apiKey: string;
  /** Whose it is, as the dashboard says. */
  email: string | undefined;
  /** What says that it answers this very sign-in: the state, somebody who pasted it here, or nothing yet. */
  by: 'state' | 'paste' | 'nothing';
}
