/** Whatever makes one agent act while it is ready. */
export interface AgentRunner {
  /** Begins: takes up what came in while it was not running. */
  start(): void;
  /** Ends at once; what is half done is taken up at the next start. Resolves when nothing goes on any more. */
  stop(): Promise<void>;
}
