/** The agents that may call an operation. Users may call all operations on their own offices. */
export interface Access {
  /**
   * Which agents of the office may call it:
   * - `none`: no agent, except a delegate that was given this operation.
   * - `self`: the agent that the path names.
   * - `part`: every agent. It reads and changes only its own messages and tasks, and the files that it may use.
   * - `all`: every agent.
   */
  readonly agents: 'none' | 'self' | 'part' | 'all';
  /** The permission that the agent's role needs, as in `Role.permissions`. */
  readonly permission?: string;
  /** Whether it needs no sign-in. */
  readonly open?: true;
}

/** Users only. */
export const none = { agents: 'none' } as const satisfies Access;
/** The agent in the path. */
export const self = { agents: 'self' } as const satisfies Access;
/** Each agent, for its own part. */
export const part = { agents: 'part' } as const satisfies Access;
/** Each agent. */
export const all = { agents: 'all' } as const satisfies Access;
/** Callers who are not signed in, too. */
export const open = { agents: 'all', open: true } as const satisfies Access;
/** Each agent whose role may work on tasks. */
export const work = { agents: 'part', permission: 'tasks:work' } as const satisfies Access;
/** Each agent whose role may send messages. */
export const talk = { agents: 'part', permission: 'messages:send' } as const satisfies Access;
/** Each agent whose role may read files. */
export const readFiles = { agents: 'part', permission: 'files:read' } as const satisfies Access;
/** Each agent whose role may write files. */
export const writeFiles = { agents: 'part', permission: 'files:write' } as const satisfies Access;
/** Each agent whose role may use the browser. */
export const browse = { agents: 'all', permission: 'browser:use' } as const satisfies Access;
/** Each agent whose role may run commands. */
export const execute = { agents: 'part', permission: 'workspace:exec' } as const satisfies Access;
