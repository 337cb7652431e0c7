import type { IncomingMessage } from 'node:http';
import type { Fault, Faults } from '../../core/Faults.ts';
import type { Host } from '../../core/Host.ts';
import type { Platform } from '../../platform/Platform.ts';
import { agentInPath, type RouteIndex } from '../../server/RouteIndex.ts';
import type { ActiveFaultRule, FaultRule } from '../FaultControl.ts';
import { isOperation } from '../log/matches.ts';
import { requireOperations } from '../requireOperations.ts';
import { isCalledBy } from './isCalledBy.ts';
import { isOnRoute, parseRoute, type RoutePattern } from './RoutePattern.ts';

/** The fault of a request, with the id of the rule that it is due to. */
export interface ChosenFault {
  readonly fault: Fault;
  readonly rule?: string;
}

/** A rule, with what it needs to decide. */
interface KnownRule {
  readonly id: string;
  readonly rule: FaultRule;
  readonly operations: readonly string[] | undefined;
  readonly route: RoutePattern | undefined;
  /** Yields numbers from 0 to 1. */
  readonly random: () => number;
  /** When it ends, on the emulator's scale of durations. */
  readonly until: number;
  matched: number;
  applied: number;
}

/** The parts of an emulator that rules depend on. */
interface RuleSources {
  readonly platform: Platform;
  readonly routes: RouteIndex;
  /** Decides where no rule does. */
  readonly faults: Faults | undefined;
}

/** Chooses the faults of requests: by rules, in the order in which they were added, then by a function. */
export class FaultRules {
  readonly #sources: RuleSources;
  #rules: KnownRule[] = [];
  #added = 0;

  constructor(sources: RuleSources) {
    this.#sources = sources;
  }

  /**
   * Adds a rule.
   *
   * @throws {@link InvalidArgumentError} when it names an operation that does not exist, or a route that is none.
   */
  add(rule: FaultRule): ActiveFaultRule {
    const { operation, route, seed, forMs } = rule;
    const operations = typeof operation === 'string' ? [operation] : operation;
    requireOperations('rule.operation', operations);
    const known: KnownRule = {
      id: `rule_${++this.#added}`,
      rule: structuredClone(rule),
      operations,
      route: route === undefined ? undefined : parseRoute(route),
      random: seed === undefined ? Math.random : randomNumbers(seed),
      until: this.#now() + (forMs ?? Number.POSITIVE_INFINITY),
      matched: 0,
      applied: 0,
    };
    this.#rules.push(known);
    return this.#describe(known);
  }

  /** Lists the rules in the order in which they were added. */
  list(): ActiveFaultRule[] {
    return this.#rules.map((rule) => this.#describe(rule));
  }

  /** Removes a rule. Returns whether there was one. */
  remove(id: string): boolean {
    const { length } = this.#rules;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < length;
  }

  /** Removes all rules. */
  clear(): void {
    this.#rules = [];
  }

  /** Chooses the fault of a request. It counts the request in all rules whose conditions it meets. */
  choose(host: Host, incoming: IncomingMessage): ChosenFault | undefined {
    const { faults, routes } = this.#sources;
    if (this.#rules.length === 0 && !faults) return undefined;
    const { method = '', url: target = '' } = incoming;
    const found = routes.match(host, method, target);
    const operation = found?.route.endpoint.name;
    const agent = found && agentInPath(found);
    let chosen: KnownRule | undefined;
    for (const known of this.#rules) {
      const { rule, operations, route } = known;
      const meets =
        !this.#hasEnded(known) &&
        (rule.host === undefined || rule.host === host) &&
        (operations === undefined || operations.some((pattern) => isOperation(pattern, operation))) &&
        (route === undefined || isOnRoute(route, method, target)) &&
        (rule.agent === undefined || rule.agent === agent) &&
        (rule.caller === undefined || isCalledBy(this.#sources.platform, incoming, rule.caller));
      if (!meets) continue;
      known.matched++;
      if (!chosen && isTurn(known)) chosen = known;
    }
    if (chosen) {
      chosen.applied++;
      return { fault: chosen.rule.fault, rule: chosen.id };
    }
    const fault = faults?.({ host, method, target, ...(operation !== undefined && { operation }) });
    return fault === undefined ? undefined : { fault };
  }

  #now(): number {
    return this.#sources.platform.settings.clock.monotonic();
  }

  #hasEnded({ rule, applied, until }: KnownRule): boolean {
    return applied >= (rule.times ?? Number.POSITIVE_INFINITY) || this.#now() >= until;
  }

  #describe(known: KnownRule): ActiveFaultRule {
    const { id, rule, matched, applied } = known;
    const turnIsPast = typeof rule.nth === 'number' && matched >= rule.nth;
    return { ...structuredClone(rule), id, matched, applied, ended: turnIsPast || this.#hasEnded(known) };
  }
}

/** Whether the rule applies to the request that was counted last. */
function isTurn({ rule: { nth, probability = 1 }, matched, random }: KnownRule): boolean {
  if (typeof nth === 'number' && matched !== nth) return false;
  if (typeof nth === 'object' && matched % nth.every !== 0) return false;
  return random() < probability;
}

/** Yields numbers from 0 to 1 that look random: the same ones for the same seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
