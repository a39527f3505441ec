// Prints, as JSON, UserSigs made by the official generator: node sign.js APP KEY USER EXPIRE
const { Api } = require("tls-sig-api-v2");

const [app, key, user, expire] = process.argv.slice(2);
const api = new Api(Number(app), key);
console.log(JSON.stringify({
  plain: api.genSig(user, Number(expire)),
  withUserBuffer: api.genPrivateMapKey(user, Number(expire), 10000, 255),
}));
