// Where the command line begins: dist/cli.js is made of this.

import { run } from "./run.js";
import { leave, outliveReaders } from "./stdio.js";

outliveReaders();
await leave(await run(process.argv.slice(2)));
