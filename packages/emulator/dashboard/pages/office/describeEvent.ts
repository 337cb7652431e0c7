import { readSessionFrame } from '@mitosislabs/xmtp/feed';

/** An event of an office, as `events.list` returns it. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly created_at: string;
}

const FRAMES = {
  start: 'asks for a session',
  ack: 'accepts a session',
  end: 'ends a session',
  part: 'writes an answer',
} as const;

/** Describes an event in one short line. */
export function describeEvent({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): string {
  const text = (name: string): string => String(data[name] ?? '').slice(0, 200);
  switch (type) {
    case 'agent':
      return `${text('name')} is ${text('phase')}`;
    case 'task':
      return `${text('title')} is ${text('status')}`;
    case 'file':
      return `${text('name')} was ${data['type'] === 'delete' ? 'deleted' : 'written'}`;
    case 'message': {
      const frame = readSessionFrame(String(data['content'] ?? ''));
      const from = text('from_agent');
      return frame ? `${from} ${FRAMES[frame.type]}` : `${from}: ${text('content')}`;
    }
    case 'exec':
      return text('command');
    case 'office':
      return `${text('name')}: ${text('state')}`;
    default:
      return [text('name'), text('status')].filter(Boolean).join(' ') || JSON.stringify(data).slice(0, 200);
  }
}
