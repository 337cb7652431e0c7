import { MitosisError } from '@mitosislabs/auth/errors';
import { changeLimits, type LimitSettings } from '../core/LimitSettings.ts';
import { ApiError, notFound } from '../errors.ts';
import type { Platform } from '../platform/Platform.ts';
import { agentKey, createUser } from './accounts.ts';
import { bindMethods, type MethodOf } from './bindMethods.ts';
import type { Control, EmulatorInfo } from './Control.ts';
import { clockMethods } from './clock/clockMethods.ts';
import { closedError } from './closedError.ts';
import type { FaultRules } from './faults/FaultRules.ts';
import type { EmulatorLog } from './log/EmulatorLog.ts';
import { followOptions, type MethodName, requestQuery } from './methods.ts';
import type { RequestQuery } from './RequestLog.ts';
import { requireOperations } from './requireOperations.ts';
import type { StateControl } from './StateControl.ts';
import type { Seed } from './seed/Seed.ts';
import { validArgument, validArguments } from './validArguments.ts';

/** The parts of an emulator that are controlled. */
interface ControlParts {
  readonly platform: Platform;
  readonly state: StateControl;
  readonly log: EmulatorLog;
  readonly faults: FaultRules;
  /** Reads the addresses, which are known once the emulator listens. */
  readonly info: () => EmulatorInfo;
}

/** A method that returns its result at once, or later. */
type MethodHandler<Method> = Method extends (...args: infer Args) => Promise<infer Result>
  ? (...args: Args) => Result | Promise<Result>
  : never;

type MethodHandlers = { readonly [Name in MethodName]: MethodHandler<MethodOf<Name>> };

/** Creates the control of an emulator in this process. Its arguments are checked as over HTTP. */
export function createControl(parts: ControlParts): Control {
  const handlers: Readonly<Record<MethodName, (...args: never[]) => unknown>> = handlersOf(parts);
  const invoke = async (name: MethodName, args: readonly unknown[]): Promise<unknown> => {
    try {
      return await handlers[name](...(validArguments(name, args) as never[]));
    } catch (error) {
      throw error instanceof MitosisError || parts.platform.db.isOpen
        ? toMitosisError(error)
        : closedError(name, error);
    }
  };
  return bindMethods(invoke, (query = {}, options = {}) => {
    validArgument('query', requestQuery, query);
    validArgument('options', followOptions, options);
    return parts.log.follow(checkedQuery(query), options);
  });
}

function handlersOf({ platform, state, log, faults, info }: ControlParts): MethodHandlers {
  const { db, users, credits, offices, settings } = platform;
  const atStart = structuredClone(settings.limits);
  const limits = (): LimitSettings => structuredClone(settings.limits);
  return {
    info,
    createUser: (email) => createUser(platform, email),
    revokeKey: (apiKey) => users.revokeKey(apiKey),
    agentKey: (officeId, name) => agentKey(platform, officeId, name),
    seed: (seed) => state.seed(seed as Seed),
    snapshot: (name) => state.snapshot(name),
    restore: (name) => state.restore(name),
    snapshots: () => state.snapshots(),
    forget: (name) => state.forget(name),
    export: () => state.export(),
    import: (exported) => state.import(exported),
    async reset() {
      await settings.clock.reset();
      changeLimits(settings.limits, atStart);
      faults.clear();
      await state.reset();
      log.clear();
    },
    addCredits: (officeId, amount, reason = 'added by the control plane') =>
      db.transaction(() => {
        if (!offices.byId(officeId)) throw notFound(`office ${officeId}`);
        return credits.enter(officeId, amount, reason);
      }),
    ...clockMethods(settings.clock),
    'faults.add': (rule) => faults.add(rule),
    'faults.list': () => faults.list(),
    'faults.remove': (id) => faults.remove(id),
    'faults.clear': () => faults.clear(),
    'log.requests': (query) => log.requests(checkedQuery(query)),
    'log.next': (query, options) => log.next(checkedQuery(query), options),
    'log.expect': (query) => log.expect(checkedQuery(query)),
    'log.unexpected': () => log.unexpected(),
    'log.clear': () => log.clear(),
    limits,
    setLimits(changes) {
      changeLimits(settings.limits, changes);
      return limits();
    },
  };
}

/** Refuses a query for an operation that does not exist: it would find nothing, and a test that wants nothing would pass. */
function checkedQuery<Query extends RequestQuery | undefined>(query: Query): Query {
  requireOperations('query.operation', query?.operation);
  return query;
}

/** The error of the platform's rules, for a caller in process. */
function toMitosisError(error: unknown): unknown {
  if (!(error instanceof ApiError)) return error;
  return new MitosisError(error.message, { code: error.code, cause: error });
}
