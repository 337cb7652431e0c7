/** A file to seed: its text, or its bytes in base64. */
export type SeedFile =
  | string
  | {
      /** The bytes in base64. */
      base64: string;
    };

/**
 * The wanted state, in code, or in a JSON or YAML file. Names, emails and titles identify its parts: those that exist already
 * are left as they are, so a seed can be repeated.
 */
export interface Seed {
  /** The address of the JSON Schema, for editors. It has no effect. */
  $schema?: string;
  /** Users. The first user of the emulator, `dev@mitosis.test`, always exists. */
  users?: SeedUser[];
  /** Offices. */
  offices?: SeedOffice[];
}

/** A user to seed. */
export interface SeedUser {
  /** The email address. */
  email: string;
  /** Fixes the API key; it must begin with `mi_emulator_`. Default: a random one. */
  apiKey?: string;
}

/** An office to seed. */
export interface SeedOffice {
  /** Its name. */
  name: string;
  /** Fixes its id: a UUID. Default: a random one. */
  id?: string;
  /** The email of its owner. Default: the first user. */
  owner?: string;
  /** Its balance. Default: `initialCredits`. */
  credits?: number;
  /** Its agents. They are not subject to the limit of hires. */
  agents?: SeedAgent[];
  /** Its tasks. */
  tasks?: SeedTask[];
  /** Its files by name. */
  files?: Record<string, SeedFile>;
  /** Its messages between users and agents, oldest first. Two that have conversed already get none. */
  messages?: SeedMessage[];
  /** Its environment variables. */
  env?: Record<string, string>;
}

/** An agent to seed. */
export interface SeedAgent {
  /** Its name. */
  name: string;
  /** Its role. Default: `general`. */
  role?: string;
  /** Whether it is ready at once, or suspended. Default: `ready`. */
  phase?: 'ready' | 'provisioning' | 'suspended';
  /** Its private key: 32 bytes in hex. Default: a random one. */
  privateKey?: string;
  /** Further fields of `employees.hire`. */
  hire?: Record<string, unknown>;
}

/** A task to seed. */
export interface SeedTask {
  /** Its title. */
  title: string;
  /** Its description. */
  description?: string;
  /** Its status. Default: `queued`. */
  status?: 'queued' | 'running' | 'completed' | 'failed';
  /** The agent that it is assigned to. */
  assignedTo?: string;
  /** Its priority. Default: as in `tasks.create`. */
  priority?: number;
  /** Its result, when it is completed. */
  result?: string;
  /** Its error, when it failed. */
  error?: string;
}

/** A message to seed. */
export interface SeedMessage {
  /** An agent's name; `user` for the user. */
  from: string;
  /** An agent's name; `user` for the user. */
  to: string;
  /** Its text. */
  text: string;
}

/** The ids and keys of what a seed names, also of parts that existed already. */
export interface Seeded {
  /** Users, by email. A key that the seed does not fix is a new one each time. */
  users: Record<string, { id: string; apiKey: string }>;
  /** Offices, by name, with their agents' private keys in hex and their tasks' ids by title. */
  offices: Record<string, { id: string; agentKeys: Record<string, string>; tasks: Record<string, string> }>;
}
