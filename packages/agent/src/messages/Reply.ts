/** Answers one message, in the conversation that it came from. */
export interface Reply {
  /** Fires when the agent stops: an answer that is not there by then does not go out. */
  readonly signal: AbortSignal;
  /**
   * Sends one message. Resolves when it is there: a server that is down for a while is waited for.
   *
   * @param text - The message.
   * @throws {@link InvalidArgumentError} when there is no text.
   * @throws {@link OS1Error} when the server refuses it.
   */
  send(text: string): Promise<void>;
  /**
   * Adds a piece to one growing answer. A client that knows growing answers shows the pieces as they come; every client
   * gets the whole as one message, with {@link Reply.end}, or when the handler is done.
   *
   * @param piece - The piece; an empty one adds nothing.
   */
  write(piece: string): Promise<void>;
  /**
   * Ends the growing answer: sends all pieces as one message. Does nothing when there are none.
   *
   * @throws {@link OS1Error} when the server refuses it.
   */
  end(): Promise<void>;
}
