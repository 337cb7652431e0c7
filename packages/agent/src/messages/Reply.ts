/** Answers one message, in the conversation that it came from. */
export interface Reply {
  /** Fires when the agent stops: an answer that is not finished by then is not sent. */
  readonly signal: AbortSignal;
  /**
   * Sends one message. Resolves when it was posted, with retries while the server is down.
   *
   * @param text - The message.
   * @throws {@link InvalidArgumentError} when the text is empty.
   * @throws {@link OS1Error} when the server refuses it.
   */
  send(text: string): Promise<void>;
  /**
   * Adds a piece to a streamed answer. A client that supports streaming shows the pieces as they come; every client
   * gets the complete answer as one message, with {@link Reply.end}, or when the handler is done.
   *
   * @param piece - The piece; an empty one adds nothing.
   */
  write(piece: string): Promise<void>;
  /**
   * Names the step that the agent works at, such as `reading report.md …`. A client that supports streaming shows it until more of
   * the answer comes. It is not a part of the answer.
   *
   * @param text - The step; cut after 300 characters.
   */
  step(text: string): Promise<void>;
  /**
   * Ends the streamed answer: sends all pieces as one message. Does nothing when there are none.
   *
   * @throws {@link OS1Error} when the server refuses it.
   */
  end(): Promise<void>;
}
