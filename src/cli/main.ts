// Where the command line begins: dist/cli.js is made of this.

import { leave, outliveReaders } from "./output.js";
import { run } from "./run.js";

outliveReaders();
await leave(await run(process.argv.slice(2)));
