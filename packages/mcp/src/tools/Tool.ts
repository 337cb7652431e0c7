import type { RequestOptions } from '@mitosislabs/transport';
import type { z } from 'zod';
import type { JSONSchema } from '../operations/catalog.ts';
import type { Platform } from '../platform/Platform.ts';

/** The effect of a tool on the platform. */
export type Effect = 'reads' | 'changes' | 'destroys';

/** One call of a tool. */
export interface ToolCall {
  readonly platform: Platform;
  /** Options of every request of the call: its signal. */
  readonly request: RequestOptions & { readonly signal: AbortSignal };
  /** The most characters of the result. */
  readonly maxChars: number;
  /** Finds the office that the call names, or the default one. */
  office(named: string | undefined): Promise<string>;
  /** Tells the client how far the call is, if it asked. `text` is of the platform. */
  progress(text: string): void;
  /**
   * Asks the user before something is lost. Nothing may be changed before it: the call may start again from its
   * beginning.
   */
  confirm(question: string): Promise<void>;
}

/** A tool of daily work. */
export interface WorkTool<Input extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  /** The operations that it calls. */
  readonly operations: readonly string[];
  readonly effect: Effect;
  /** Whether a repeated call has no further effect. */
  readonly isIdempotent?: boolean;
  /** The operation that it stands for entirely: `--tools all` has that one. */
  readonly standsFor?: string;
  /** Whether its data is of this package, not of the platform. */
  readonly isOwnData?: boolean;
  readonly input: Input;
  readonly output: JSONSchema;
  /** Runs a call, and returns its data. */
  run(input: z.infer<Input>, call: ToolCall): Promise<unknown>;
  /** Returns the readable form of the data. Default: JSON. */
  toText?(data: never): string;
}

/** Infers the type of the input from its schema. */
export function workTool<Input extends z.ZodObject>(tool: WorkTool<Input>): WorkTool {
  return tool as unknown as WorkTool;
}
