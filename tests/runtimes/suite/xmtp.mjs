// Sessions with agents.
import { OfficesAPI } from '@mitosislabs/api';
import { XMTPAPI } from '@mitosislabs/api/xmtpApi';
import { Transport } from '@mitosislabs/transport';
import { XMTPChannel } from '@mitosislabs/xmtp';
import { assert, equal, failureOf, until } from './checks.mjs';

/** Cases by name. */
export const xmtpCases = {
  async 'sessions: an agent is asked, answers, and gets the end of the session'({ mi, office }) {
    equal((await mi.employees.waitUntilReady(office.id, 'echo')).status?.phase, 'ready');
    const session = await mi.xmtp.openSession(office.id, 'echo');
    const { capabilities } = await session.negotiate();
    equal(capabilities, ['chat', 'tasks']);
    await session.send('héllo 🙂');
    const received = [];
    await until(async () => received.push(...(await session.receive())) > 0);
    equal(
      received.map(({ content }) => content),
      ['echo here. You said: héllo 🙂'],
    );
    await session.send('again');
    for await (const { content } of session.stream(50)) {
      equal(content, 'echo here. You said: again');
      break;
    }
    assert(mi.xmtp.getSession(office.id, 'echo') === session, 'another session');
    await mi.xmtp.closeAll();
    equal([session.state, mi.xmtp.listSessions()], ['closed', []]);
    equal((await failureOf(session.send('late'))).code, 'session_closed');
  },

  async 'parts: a group and a channel of one’s own, on a transport with a fetch of one’s own'({
    settings,
    office,
  }) {
    const { endpoint, apiKey } = settings;
    let calls = 0;
    const fetch = (...args) => {
      calls++;
      return globalThis.fetch(...args);
    };
    const transport = new Transport({ endpoint, apiKey, fetch });
    equal((await new OfficesAPI(transport).get(office.id)).id, office.id);
    const channel = new XMTPChannel(new XMTPAPI(transport));
    const session = await channel.openSession(office.id, 'echo');
    equal((await session.negotiate()).officeId, office.id);
    await channel.closeAll();
    assert(calls >= 3, `${calls} calls`);
  },
};
