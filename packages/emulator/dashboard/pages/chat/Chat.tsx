import type { Employee, XMTPMessage } from '@mitosislabs/api';
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ActionButton } from '../../components/actions/ActionButton.tsx';
import { Empty } from '../../components/Empty.tsx';
import { WhenLoaded } from '../../components/Loading.tsx';
import { VirtualList } from '../../components/lists/VirtualList.tsx';
import { Text } from '../../components/text/Text.tsx';
import { useOfficeEvents } from '../../state/officeEvents.ts';
import { call, request } from '../../state/request.ts';
import { useLoaded } from '../../state/useLoaded.ts';
import { Composer } from './Composer.tsx';
import { MessageBubble } from './MessageBubble.tsx';
import { readConversation } from './readConversation.ts';
import { Session } from './Session.ts';

/** The most messages that a request returns. */
const MOST = 1_000;

/** The chat of the user with an agent. Answers appear while they are written. */
export function Chat({
  officeId,
  agent: { name, status },
}: {
  officeId: string;
  agent: Employee;
}): JSX.Element {
  const [earlier, setEarlier] = useState<readonly XMTPMessage[]>([]);
  const [live, setLive] = useState<readonly XMTPMessage[]>([]);
  const history = useLoaded(`chat ${officeId} ${name}`, (signal) => loadHistory(officeId, name, signal));
  const conversationId = history.data?.conversationId;
  useOfficeEvents(officeId, ({ type, data }) => {
    if (type === 'full_refresh') history.reload();
    if (type !== 'message') return;
    const isBetween = data['to'] === name || data['from_agent'] === name;
    if (conversationId === undefined && isBetween) history.reload();
    if (data['conversation_id'] === conversationId) {
      setLive((former) => [...former, data as unknown as XMTPMessage]);
    }
  });
  const session = useRef<Session>();
  session.current ??= new Session(officeId, name);
  useEffect(() => () => session.current?.end(), []);
  const loaded = history.data?.messages;
  const { messages, answering } = useMemo(
    () => readConversation([...earlier, ...(loaded ?? []), ...live], name),
    [earlier, loaded, live, name],
  );
  const first = earlier[0] ?? loaded?.[0];
  const [isWhole, setWhole] = useState(false);
  const loadEarlier = async () => {
    if (conversationId === undefined || first === undefined) return;
    const page = await messagesBefore(conversationId, first.id);
    setEarlier([...page, ...earlier]);
    setWhole(page.length < MOST);
  };
  const last = messages.at(-1);
  const isAwaited = status.ready && last !== undefined && last.from_agent !== name;
  const items = answering
    ? [...messages, { id: 'answering', from_agent: name, content: answering.text, created_at: '' }]
    : messages;
  return (
    <section class="chat" aria-label={`Chat with ${name}`}>
      {(loaded?.length ?? 0) >= MOST && !isWhole && (
        <p class="chat-earlier">
          <ActionButton onAction={loadEarlier}>Load earlier messages</ActionButton>
        </p>
      )}
      <WhenLoaded of={history}>
        {() =>
          items.length === 0 ? (
            <Empty title={`Say hello to ${name.slice(0, 63)}`}>
              Messages go over XMTP, as from every other client of the platform.
            </Empty>
          ) : (
            <VirtualList
              label="Messages"
              class="messages"
              items={items}
              keyOf={({ id }) => id}
              height={70}
              fromEnd
            >
              {(message) => <MessageBubble message={message} isOwn={message.from_agent !== name} />}
            </VirtualList>
          )
        }
      </WhenLoaded>
      <p class="chat-status" role="status">
        {answering?.step !== undefined ? (
          <Text of={answering.step} most={200} />
        ) : answering ? (
          `${name} is writing…`
        ) : isAwaited ? (
          `${name} has not answered yet.`
        ) : status.ready ? (
          ''
        ) : (
          `${name} is ${status.phase}: it answers when it is ready.`
        )}
      </p>
      <Composer name={name} onSend={(text) => session.current?.send(text) ?? Promise.resolve()} />
    </section>
  );
}

async function loadHistory(officeId: string, name: string, signal: AbortSignal) {
  const [conversations, messages] = await Promise.all([
    call('GET /api/v1/offices/{officeId}/xmtp/conversations', { officeId }, signal),
    call(
      'GET /api/v1/offices/{officeId}/xmtp/conversations/{conversationId}/messages',
      { officeId, conversationId: name, query: { limit: MOST } },
      signal,
    ),
  ]);
  return { conversationId: conversations.find(({ peer }) => peer === name)?.id, messages };
}

/** The messages before one, oldest first: at most {@link MOST}. */
async function messagesBefore(conversationId: string, messageId: string): Promise<readonly XMTPMessage[]> {
  const response = await request(`/__emulator/messages/${conversationId}/before/${messageId}`);
  return (await response.json()) as readonly XMTPMessage[];
}
