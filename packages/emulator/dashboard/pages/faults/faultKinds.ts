import type { FaultRule } from '../../../src/control/FaultControl.ts';
import type { Fault } from '../../../src/core/Faults.ts';
import { formatMs } from '../../components/formatMs.ts';
import type { FaultFields } from './faultFields.ts';

/** A field of the form that belongs to one kind of fault. All hold numbers. */
interface KindField {
  name: 'status' | 'retryAfter' | 'amount';
  label: string;
  /** The proposed value. */
  value: string;
  isOptional?: true;
}

/** A kind of fault, as the form offers it. */
export interface FaultKind {
  id: string;
  label: string;
  hint: string;
  fields: readonly KindField[];
  create(fields: FaultFields): Fault;
  /** The fields of a fault of this kind; `undefined` if it is of another kind. */
  read(fault: Fault): Partial<FaultFields> | undefined;
}

/** A fault that is a word. */
function word(id: 'reset' | 'drop' | 'cut', label: string, hint: string): FaultKind {
  return { id, label, hint, fields: [], create: () => id, read: (fault) => (fault === id ? {} : undefined) };
}

/** A fault that is an object with one field. */
function part(
  id: string,
  label: string,
  hint: string,
  field?: [label: string, value: string],
  fixed?: string,
): FaultKind {
  const name = fixed === undefined ? id : 'events';
  return {
    id,
    label,
    hint,
    fields: field ? [{ name: 'amount', label: field[0], value: field[1] }] : [],
    create: ({ amount }) => ({ [name]: fixed ?? Number(amount) }) as unknown as Fault,
    read(fault) {
      if (typeof fault !== 'object' || Object.keys(fault).join() !== name) return undefined;
      const value: unknown = Reflect.get(fault, name);
      if (fixed !== undefined) return value === fixed ? {} : undefined;
      return { amount: String(value) };
    },
  };
}

/** All kinds of faults. */
export const FAULT_KINDS: readonly FaultKind[] = [
  {
    id: 'status',
    label: 'Refuse with a status',
    hint: 'The request is not processed.',
    fields: [
      { name: 'status', label: 'Status', value: '503' },
      { name: 'retryAfter', label: 'Retry-After, in seconds', value: '', isOptional: true },
    ],
    create: ({ status, retryAfter }) =>
      retryAfter === '' ? Number(status) : { status: Number(status), retryAfter: Number(retryAfter) },
    read(fault) {
      if (typeof fault === 'number') return { status: String(fault) };
      if (typeof fault !== 'object' || !('status' in fault)) return undefined;
      if (Object.keys(fault).some((name) => name !== 'status' && name !== 'retryAfter')) return undefined;
      return { status: String(fault.status), retryAfter: String(fault.retryAfter ?? '') };
    },
  },
  part('responseMs', 'Delay the response', 'The request is processed at once; its response comes late.', [
    'Delay, in ms',
    '1500',
  ]),
  part('workMs', 'Process slowly', 'The request is processed late, also when its client gives up.', [
    'Time, in ms',
    '5000',
  ]),
  part('bytesPerSecond', 'Send the body slowly', 'The body of the response arrives bit by bit.', [
    'Bytes per second',
    '200',
  ]),
  word('reset', 'Break before', 'The connection breaks, and the request is not processed.'),
  word('drop', 'Break after', 'The request is processed, and the connection breaks before the response.'),
  word('cut', 'Break within', 'The request is processed, and half of the response arrives.'),
  part(
    'stallAfter',
    'Stall event streams',
    'After that number of events nothing follows; the connection stays open.',
    ['Events', '3'],
  ),
  part('duplicate', 'Repeat events', 'Event streams send each event twice.', undefined, 'duplicate'),
  part('reorder', 'Reorder events', 'Event streams exchange each two events.', undefined, 'reorder'),
  part(
    'dateSkewMs',
    'Send a wrong Date',
    'The header Date of the response is ahead, or behind if it is negative.',
    ['Ahead by, in ms', '300000'],
  ),
];

/** Rules that one click adds, by their names. */
export const PRESETS: readonly { label: string; rule: FaultRule }[] = [
  { label: 'Slow network', rule: { fault: { responseMs: 800, bytesPerSecond: 20_000 } } },
  { label: 'Every third POST fails', rule: { fault: 503, route: 'POST /**', nth: { every: 3 } } },
  { label: 'Rate limited', rule: { fault: { status: 429, retryAfter: 5 }, forMs: 60_000 } },
  { label: 'Flaky: 10 % fail', rule: { fault: 503, probability: 0.1 } },
  { label: 'Responses get lost', rule: { fault: 'drop', nth: { every: 2 } } },
  { label: 'Outage', rule: { fault: 'reset' } },
];

/** Says what a fault does: `Refuse with 503`. */
export function describeFault(fault: Fault): string {
  if (typeof fault === 'number') return `Refuse with ${fault}`;
  if (typeof fault === 'string') return FAULT_KINDS.find(({ id }) => id === fault)?.label ?? fault;
  return Object.entries(fault).map(describePart).filter(Boolean).join('; ');
}

function describePart([name, value]: [string, unknown]): string {
  const amount = Number(value);
  switch (name) {
    case 'status':
      return `Refuse with ${value}`;
    case 'retryAfter':
      return `Retry-After ${value} s`;
    case 'responseMs':
      return `Delay the response by ${formatMs(amount)}`;
    case 'workMs':
      return `Process for ${formatMs(amount)}`;
    case 'bytesPerSecond':
      return `Send ${amount.toLocaleString()} bytes per second`;
    case 'stallAfter':
      return `Stall event streams after ${amount} events`;
    case 'events':
      return value === 'duplicate' ? 'Repeat events' : 'Reorder events';
    case 'dateSkewMs':
      return `Send a Date ${formatMs(Math.abs(amount))} ${amount < 0 ? 'behind' : 'ahead'}`;
    default:
      return `${name} ${String(value)}`;
  }
}
