// A TCP proxy in a process of its own, which delays all bytes by half of a round trip in each direction: a server far away.
// It sends its port.
import { connect, createServer } from 'node:net';

const [port, roundTripMs] = process.argv.slice(2).map(Number);

/** Sends on what one socket receives, later, in order. */
function delay(from, to) {
  from.on('data', (bytes) => setTimeout(() => to.destroyed || to.write(bytes), roundTripMs / 2));
  from.on('end', () => setTimeout(() => to.destroyed || to.end(), roundTripMs / 2));
  from.on('error', () => to.destroy());
  from.on('close', () => setTimeout(() => to.destroy(), roundTripMs));
}

const proxy = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const server = connect({ host: '127.0.0.1', port, noDelay: true, allowHalfOpen: true });
  delay(client, server);
  delay(server, client);
});
proxy.listen(0, '127.0.0.1', () => process.send({ port: proxy.address().port }));
process.on('disconnect', () => process.exit());
