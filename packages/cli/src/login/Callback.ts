/** What the dashboard sent the browser back with. */
export interface Callback {
  /** The key that it issued. */
  apiKey: string;
  /** Whose it is, as the dashboard says. */
  email: string | undefined;
  /** Whether the dashboard proved, by the state, that it answers this very sign-in. */
  bound: boolean;
}
