import { number, type Schema, shape, text } from '../schema.ts';

/** What a command did. */
export interface ExecResponse {
  /** What it printed. Written by the command: it may hold terminal escapes. */
  stdout: string;
  /** What it complained of. As above. */
  stderr: string;
  /** 0 when it went well. */
  exit_code: number;
}

/** The schema of {@link ExecResponse}. */
export const execResponseSchema: Schema<ExecResponse> = shape<ExecResponse>({
  stdout: text,
  stderr: text,
  exit_code: number,
});
