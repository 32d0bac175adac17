// The core's GoogleTests:
//   node native/test.mjs [--sanitize address,undefined|thread] [GoogleTest's options]
import path from 'node:path';
import { buildPrograms, run } from './programs.mjs';

const parameters = process.argv.slice(2);
const at = parameters.indexOf('--sanitize');
const [, sanitizers = ''] = at < 0 ? [] : parameters.splice(at, 2);

// In front, so that options set outside win.
const suppressions = `suppressions=${path.join(import.meta.dirname, 'tests', 'thread.supp')}`;
process.env.TSAN_OPTIONS = [suppressions, process.env.TSAN_OPTIONS].filter(Boolean).join(':');

run(path.join(buildPrograms('TESTS', sanitizers), 'millrace_tests'), parameters);
