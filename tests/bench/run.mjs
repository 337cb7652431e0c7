// `pnpm bench`: what we cost beside a yardstick, measured in turns in one run. Ratios carry over between machines; the
// figures beside them do not.
import { emulator } from './emulator.mjs';
import { files } from './files.mjs';
import { fleet } from './fleet.mjs';
import { http } from './http.mjs';
import { sessions } from './sessions.mjs';
import { signing } from './signing.mjs';
import { startup } from './startup.mjs';
import { telemetry } from './telemetry.mjs';

console.log(`Node ${process.version}\n`);
console.log('| what | ratio | ours | yardstick |\n|---|---|---|---|');
for (const suite of [http, telemetry, signing, startup, sessions, emulator, files, fleet]) {
  for (const { name, unit, ratio, ours, theirs } of await suite()) {
    console.log(
      `| ${name} | ${ratio.toFixed(2)} | ${ours.toPrecision(3)} ${unit} | ${theirs.toPrecision(3)} ${unit} |`,
    );
  }
}
