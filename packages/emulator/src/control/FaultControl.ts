import type { Fault } from '../core/Faults.ts';
import type { Host } from '../core/Host.ts';

/** Makes requests fail that meet all conditions. */
export interface FaultRule {
  /** How they fail. */
  fault: Fault;
  /** The operations, such as `tasks.create`; `tasks.*` is a group. Default: all. */
  operation?: string | readonly string[];
  /**
   * The method, and the path with `*` or a parameter for a segment: `POST /api/v1/offices/:id/tasks`. The method can be `*` too,
   * and the path can end with `/**`: any rest. Default: all.
   */
  route?: string;
  /** The host. Default: both. */
  host?: Host;
  /** The caller that the request names: a user's id or email, or an agent's name. Default: all. */
  caller?: string;
  /**
   * The name or id of the agent in the path. An agent that only the query or the body names does not count: a fault is chosen
   * before the body is read. For requests that an agent makes, use `caller`. Default: all.
   */
  agent?: string;
  /** Which of the requests that meet the other conditions: the nth, counted from 1, or every nth. Default: all. */
  nth?:
    | number
    | {
        /** The distance: 3 for every third request. */
        every: number;
      };
  /** The part of the requests that fail, from 0 to 1. Default: 1. */
  probability?: number;
  /** Makes the choice by `probability` repeatable. Default: random. */
  seed?: number;
  /** The number of faults after which the rule ends. Default: no limit. */
  times?: number;
  /** The time after which the rule ends, in ms of the emulator's clock. Default: no limit. */
  forMs?: number;
}

/** A rule that was added, with its counts. */
export interface ActiveFaultRule extends FaultRule {
  /** Its id. */
  id: string;
  /** How many requests met its conditions, but for `nth` and `probability`. */
  matched: number;
  /** How many requests it made fail. */
  applied: number;
  /** Whether it has ended: by `times`, by `forMs`, or because the nth request has come. */
  ended: boolean;
}

/**
 * Rules that make requests fail. The first rule that applies decides; the function given as `faults` comes after them. A request
 * counts in every rule whose conditions it meets.
 */
export interface FaultControl {
  /** Adds a rule. Rejects a field, an operation or a number that is invalid with `invalid_argument`, and names it. */
  add(rule: FaultRule): Promise<ActiveFaultRule>;
  /** Lists the rules in effect, and those that ended, with their counts. */
  list(): Promise<ActiveFaultRule[]>;
  /** Removes a rule. Returns whether there was one. */
  remove(id: string): Promise<boolean>;
  /** Removes all rules. */
  clear(): Promise<void>;
}
