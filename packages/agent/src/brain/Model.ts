/** A JSON Schema of an object. */
export type JSONSchema = Readonly<Record<string, unknown>>;

/** A call of a tool, as the model wrote it. */
export interface ToolCall {
  /** The id that its result refers to. */
  readonly id: string;
  /** The tool's name. */
  readonly name: string;
  /** The input, as JSON. It may be anything that the model wrote. */
  readonly input: string;
}

/** A message of the conversation with a model. */
export type ModelMessage =
  | {
      /** The system prompt. */
      readonly role: 'system';
      /** Its text. */
      readonly content: string;
    }
  | {
      /** A message to the agent. */
      readonly role: 'user';
      /** Its text. */
      readonly content: string;
    }
  | {
      /** An answer of the model. */
      readonly role: 'assistant';
      /** Its text; empty when it only called tools. */
      readonly content: string;
      /** The tools that it called. */
      readonly calls?: readonly ToolCall[] | undefined;
      /** Plain data that the model wants back with the message, such as signed reasoning. */
      readonly raw?: unknown;
    }
  | {
      /** The result of a call. */
      readonly role: 'tool';
      /** The id of the call. */
      readonly callId: string;
      /** The name of the tool. */
      readonly name: string;
      /** The result, as text. */
      readonly content: string;
      /** Whether the call failed: the text is the reason. */
      readonly isError: boolean;
    };

/** A tool, as it is described to a model. */
export interface ToolDescription {
  /** The name to call it by. */
  readonly name: string;
  /** Its purpose. */
  readonly description: string;
  /** The JSON Schema of its input. */
  readonly inputSchema: JSONSchema;
}

/** A request to a model. */
export interface ModelRequest {
  /** The system prompt, the conversation, and the calls of tools with their results. */
  readonly messages: readonly ModelMessage[];
  /** The tools that it may call; none in its last step. */
  readonly tools: readonly ToolDescription[];
  /** Fires when the answer is no longer needed. */
  readonly signal: AbortSignal;
  /** Returns the agent's environment: its own variables, its office's, and its secrets. */
  env(): Promise<Record<string, string>>;
}

/** A part of the answer of a model. */
export type ModelPart =
  | {
      /** A piece of text. */
      readonly type: 'text';
      /** The piece. */
      readonly text: string;
    }
  | {
      /** A call of a tool. */
      readonly type: 'call';
      /** The call. */
      readonly call: ToolCall;
    }
  | {
      /** Data for the next request. */
      readonly type: 'raw';
      /** Plain data that comes back as `raw` of the message. */
      readonly raw: unknown;
    };

/**
 * A model: answers a request with text, or with calls of tools, part by part. Throws a `BrainError` with the code
 * `brain_context` when the request exceeds its context; then it is asked again with less.
 */
export type Model = (request: ModelRequest) => AsyncIterable<ModelPart>;
