import { contract } from '@mitosislabs/api/contract';
import * as values from '../../assumptions.ts';
import { field, isSuccess, itemsOf, type Session, textOf } from '../Session.ts';
import { inBatches, orderOf } from './agent.ts';
import { commentPauses, type OpenStream, type Piece, withStream } from './openStream.ts';

const { messages, xmtpApi } = contract;

/** Tries messages between the user and the agent, and groups. */
export async function tryMessages(session: Session): Promise<void> {
  await session.part('trying messages', async () => {
    const as = session.me;
    const { name } = as;
    await session.call(messages.send, { body: { to: name, content: `hello from ${session.runName}` } });
    await session.call(messages.send, { body: { to: name, content: '' }, label: 'that are empty' });
    const user = { agentName: name, peerName: values.USER_PEER };
    const received = await session.call(xmtpApi.getMessages, { params: user, compare: 'shape' });
    session.observe(
      'USER_PEER',
      field(received, 0, 'from_agent') ?? '(no message)',
      received,
      isSuccess(received),
    );
    await session.call(xmtpApi.send, { body: { agent_id: name, content: session.runName } });
    const body = { agent_id: name, content: 'An answer.' };
    const params = { conversationId: values.USER_PEER };
    await session.call(xmtpApi.sendToConversation, { as, params, body });
    await session.call(xmtpApi.sendToConversation, {
      as,
      params,
      body: { ...body, agent_id: `${name}-x` },
      label: 'in the name of another',
    });
    const list = await session.need(xmtpApi.listConversations, { as, compare: 'shape' });
    const id = textOf(list, 0, 'id');
    await session.call(xmtpApi.getConversationMessages, {
      as,
      params: { conversationId: id },
      compare: 'shape',
    });
    const all = await session.call(xmtpApi.getConversationMessages, {
      as,
      params: { conversationId: id },
      query: { limit: 2 },
      compare: 'nothing',
    });
    session.behave(
      'limit of xmtpApi.getConversationMessages',
      Array.isArray(all.json) ? all.json.length : 'no list',
      all,
    );
  });
  await session.part('trying a chat', async () => {
    const key = `${session.runName}/chat`;
    const params = { conversationId: session.me.name };
    for (const content of [frame('__SESSION_START__', key), 'hello', frame('__SESSION_END__', key)]) {
      const body = { agent_id: values.USER_PEER, content };
      await session.need(xmtpApi.sendToConversation, { params, body, label: 'by a user' });
    }
    await session.call(contract.events.chatEvents, { params: { sessionKey: key }, compare: 'shape' });
  });
  await session.part('trying groups', () => tryGroups(session));
}

function frame(type: string, session_id: string): string {
  return JSON.stringify({ type, session_id });
}

async function tryGroups(session: Session): Promise<void> {
  const as = session.me;
  const { usual, most } = values.MESSAGES;
  const peer = values.USER_PEER;
  const name = `${session.runName} group`;
  // The agent joins last: its pod would answer the messages.
  const created = await session.need(xmtpApi.createGroup, { body: { name, members: [peer] } });
  session.stays.push(`group ${name}, without members`);
  const params = { groupId: textOf(created, 'id') };
  await session.call(xmtpApi.listGroups);
  const total = session.thorough ? most + 50 : usual * 2 + 10;
  const body = { agent_id: peer, content: session.runName };
  await session.call(xmtpApi.sendGroupMessage, { params, body });
  await inBatches(total - 1, 8, async () => {
    await session.call(xmtpApi.sendGroupMessage, { params, body, compare: 'nothing' });
  });
  const page = await session.need(xmtpApi.getGroupMessages, { params, compare: 'nothing' });
  session.observe('MESSAGES.usual', itemsOf(page).length, page, itemsOf(page).length < total);
  const times = itemsOf(page).map((message) => String(field(message, 'created_at')));
  session.behave('order of xmtpApi.getGroupMessages', orderOf(times), page);
  await session.call(xmtpApi.getGroupMessages, { params, query: { limit: 2 } });
  if (session.thorough) {
    const all = await session.need(xmtpApi.getGroupMessages, {
      params,
      query: { limit: total * 2 },
      compare: 'nothing',
    });
    session.observe('MESSAGES.most', itemsOf(all).length, all, itemsOf(all).length < total);
  } else session.skip('MESSAGES.most', 'It takes a thousand requests: pass --thorough.');
  await session.call(xmtpApi.renameGroup, { params, body: { name: `${name} 2` } });
  await session.call(xmtpApi.addMember, { params, body: { agentName: as.name } });
  await session.call(xmtpApi.listGroups, { label: 'with the agent in it' });
  await session.call(xmtpApi.removeMember, { params: { ...params, agentName: as.name } });
  await session.call(xmtpApi.removeMember, {
    params: { ...params, agentName: as.name },
    label: 'of one that is no member',
  });
  await session.call(xmtpApi.removeMember, { params: { ...params, agentName: peer }, compare: 'nothing' });
}

/** Reads an event stream: ids, events, resumption, and comments while nothing happens. */
export async function tryStream(session: Session): Promise<void> {
  await session.part('reading the event stream', () =>
    withStream(session, {}, (...opened) => readStream(session, ...opened)),
  );
}

async function readStream(session: Session, stream: OpenStream, pieces: readonly Piece[]): Promise<void> {
  const key = `${session.runName}-event.txt`;
  const { files } = contract;
  const type = stream.headers.get('content-type')?.split(';')[0] ?? '(none)';
  session.behave('stream: content type', type);
  session.made(`file ${key}`, files.delete, { params: { filename: key } });
  await session.need(files.upload, {
    body: new TextEncoder().encode('x'),
    fileName: key,
    compare: 'nothing',
  });
  const text = (): string => pieces.map((piece) => piece.text).join('');
  await stream.until(() => text().includes(key), 30_000);
  const blocks = text().split(/\r?\n\r?\n/);
  const [begin = ''] = blocks;
  const block = blocks.find((part) => part.includes(key)) ?? '';
  session.behave('stream: an event has an id', /^id: ?\S/m.test(block));
  session.behave('stream: the type of a file event', /^event: ?(\S+)/m.exec(block)?.[1] ?? '(none)');
  session.behave('stream: the data of an event is JSON', isJson(/^data: ?(.*)$/m.exec(block)?.[1] ?? ''));
  session.behave('stream: an id comes before the first event', /^id: ?\S/m.test(begin));
  session.behave(
    'stream: the time until a client reconnects',
    /^retry: ?(\d+)/m.exec(text())?.[1] ?? '(none)',
  );
  const id = /^id: ?(\S+)/m.exec(begin)?.[1];
  if (id !== undefined) {
    await withStream(session, { 'Last-Event-ID': id }, async (second, again) => {
      const isThere = (): boolean => again.some((piece) => piece.text.includes(key));
      await second.until(isThere, 10_000);
      session.behave('stream: Last-Event-ID brings missed events', isThere());
    });
  }
  await session.need(files.delete, { params: { filename: key }, compare: 'nothing' });
  if (session.target.options.isModel) session.observe('STREAM_COMMENT_MS', values.STREAM_COMMENT_MS);
  else await readComments(session, stream, pieces);
}

/** Measures the time before a comment. Other events begin the pause again. */
async function readComments(session: Session, stream: OpenStream, pieces: readonly Piece[]): Promise<void> {
  const assumed = values.STREAM_COMMENT_MS;
  const most = assumed * 2 + 5_000;
  const isAsAssumed = (pause: number): boolean => pause > assumed * 0.8 && pause < assumed * 1.5 + 1_000;
  await stream.until(() => commentPauses(pieces).length > 0, most);
  const [first] = commentPauses(pieces);
  if (first === undefined)
    return session.observe('STREAM_COMMENT_MS', `none within ${most}`, undefined, false);
  if (isAsAssumed(first.ms)) return session.observe('STREAM_COMMENT_MS', assumed, undefined, false);
  const onTime = () => commentPauses(pieces).filter((pause) => pause.isOnTime);
  await stream.until(() => onTime().length >= 5, most * 4);
  // A machine that is busy all the time has none that was read on time.
  const pauses = onTime().length > 0 ? onTime() : commentPauses(pieces);
  const sorted = pauses.map(({ ms }) => ms).sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? first.ms;
  const rounded = middle > 2_000 ? Math.round(middle / 1_000) * 1_000 : Math.round(middle / 100) * 100;
  session.observe('STREAM_COMMENT_MS', isAsAssumed(middle) ? assumed : rounded, undefined, false);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
