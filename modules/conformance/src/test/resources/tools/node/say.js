// What every script here begins with: where to connect to, and how answers become comparable lines.
const [host, port, user, password, database] = process.argv.slice(2);

function say(label, value) {
  console.log(JSON.stringify({ label, value }, (key, v) => (typeof v === 'bigint' ? String(v) : v)));
}
async function attempt(label, work) {
  try {
    say(label, await work());
  } catch (e) {
    const cause = e.parent ?? e.driverError ?? e.cause ?? e;
    say(label, { failed: cause.message, code: cause.code, constraint: cause.constraint, detail: cause.detail });
  }
}
function main(work) {
  work().catch((e) => {
    console.error(e);
    process.exit(1);
  });
}
module.exports = { at: { host, port: Number(port), user, password, database }, say, attempt, main };
