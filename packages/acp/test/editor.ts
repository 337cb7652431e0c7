import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  type ClientContext,
  client,
  methods,
  ndJsonStream,
  type SessionNotification,
} from '@agentclientprotocol/sdk';
import type { Emulator } from '@mitosislabs/emulator';
import { bundleProgram } from '@mitosislabs/tooling/bundleProgram';

/** Makes one file of the command `mitosis-acp`, in a folder that has the `package.json` beside it, as `src` has. */
export async function bundleCommand(folder: string): Promise<string> {
  await copyFile(new URL('../package.json', import.meta.url), join(folder, 'package.json'));
  const program = fileURLToPath(new URL('mitosis-acp.mjs', import.meta.url));
  return bundleProgram(program, join(folder, 'src', 'mitosis-acp.mjs'));
}

/** An editor that runs the agent server as a process of its own, and speaks to it over its standard streams. */
export interface Editor {
  agent: ClientContext;
  process: ChildProcessWithoutNullStreams;
  /** All updates, in order. */
  updates: SessionNotification[];
  /** All of standard output. */
  stdout(): string;
  stderr(): string;
  /** The text that the agent has written in a session, and the user's as `> `. */
  transcript(sessionId: string): string[];
  /** Resolves once a condition on the updates holds. */
  until(condition: () => boolean): Promise<void>;
  /** Ends standard input. Resolves with the exit code. */
  end(): Promise<number | null>;
}

/** Starts an editor with the command and an agent of an office. */
export function startEditor(
  command: string,
  { endpoint, dashboardEndpoint, apiKey }: Emulator,
  words: readonly string[],
  env: Record<string, string> = {},
): Editor {
  const child = spawn(process.execPath, [command, ...words], {
    env: {
      PATH: process.env['PATH'],
      MITOSIS_ENDPOINT: endpoint,
      MITOSIS_DASHBOARD_ENDPOINT: dashboardEndpoint,
      MITOSIS_API_KEY: apiKey,
      ...env,
    },
  });
  const held = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    held.stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    held.stderr += String(chunk);
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const updates: SessionNotification[] = [];
  const listeners = new Set<() => void>();
  const connection = client({ name: 'editor' })
    .onNotification(methods.client.session.update, ({ params }) => {
      updates.push(params);
      for (const listener of listeners) listener();
    })
    .connect(
      ndJsonStream(
        Writable.toWeb(child.stdin) as WritableStream<Uint8Array>,
        Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>,
      ),
    );
  return {
    agent: connection.agent,
    process: child,
    updates,
    stdout: () => held.stdout,
    stderr: () => held.stderr,
    transcript: (sessionId) => {
      const lines: { id: unknown; text: string }[] = [];
      for (const { sessionId: of, update } of updates) {
        if (of !== sessionId || !('content' in update) || !update.content || !('type' in update.content))
          continue;
        if (update.content.type !== 'text') continue;
        const id = 'messageId' in update ? update.messageId : undefined;
        const last = lines.at(-1);
        if (last && last.id === id) last.text += update.content.text;
        else {
          const mark = update.sessionUpdate === 'user_message_chunk' ? '> ' : '';
          lines.push({ id, text: `${mark}${update.content.text}` });
        }
      }
      return lines.map(({ text }) => text);
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition()) return;
          listeners.delete(look);
          resolve();
        };
        listeners.add(look);
        look();
      }),
    end: () => {
      child.stdin.end();
      return exited;
    },
  };
}
