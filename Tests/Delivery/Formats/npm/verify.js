// Prints "verified" for each secret that the library of the specification accepts the message with, else "refused".
// Reads {"secrets":[…],"headers":{…},"body":"…"} from its argument.
const { Webhook } = require("standardwebhooks");

const { secrets, headers, body } = JSON.parse(process.argv[2]);
for (const secret of secrets) {
  try {
    new Webhook(secret).verify(body, headers);
    console.log("verified");
  } catch (fault) {
    console.log("refused");
  }
}
