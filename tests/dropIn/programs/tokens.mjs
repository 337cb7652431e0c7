import { authorizationHeader, generateJWT, verifyJWT } from '@mitosislabs/sdk';

const secret = process.env.JWT_SECRET;
const token = generateJWT(secret, { botId: '', userId: 'user-1', privateIp: 'k8s' }, 60);
const claims = verifyJWT(token, secret);
console.log(claims.userId, claims.privateIp, claims.exp - claims.iat);
console.log(
  verifyJWT(generateJWT(secret, { botId: 'b', userId: 'u' }), secret).exp > Date.now() / 1000 + 3500,
);

const header = authorizationHeader(secret, process.env.USER_ID);
const response = await fetch(`${process.env.ENDPOINT}/api/v1/offices`, {
  headers: { Authorization: header },
});
console.log(
  header.startsWith('Bearer '),
  (await response.json()).map((o) => o.name),
);
const { botId, userId } = verifyJWT(authorizationHeader(secret, 'user-1', 'bot-1').slice(7), secret);
console.log(botId, userId);

// Prints:
// user-1 k8s 60
// true
// true [ 'acme' ]
// bot-1 user-1
