// Files of a folder are compiled together (MILLRACE_UNITY in CMakeLists.txt), so what one of them defines in an
// anonymous namespace, no other may define again. The compiler says so too, but only where it is asked to.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const native = import.meta.dirname;
// A definition that begins a line: a type, a constant or a function. Functions may be overloaded within a file.
const definition =
  /^(?:template <.*> *)?(?:struct|class|enum(?: class)?|union) (\w+)|^using (\w+) =|^(?!\s|using|namespace|return|template|\/\/|#).*?\b(\w+)(?:\[\w*\])? ?(?:=|\(|\{)/;

const places = new Map();
let repeated = 0;
const sources = readdirSync(native, { recursive: true }).filter((file) => file.endsWith('.cpp'));
for (const file of sources.filter((name) => !/^(tests|fuzz|bench|simd)\b/.test(name))) {
  let space = '';
  let anonymous = false;
  const names = new Set();
  for (const line of readFileSync(path.join(native, file), 'utf8').split('\n')) {
    if (line === 'namespace {') anonymous = true;
    else if (line === '}  // namespace') anonymous = false;
    else if (line.startsWith('namespace ')) space = line;
    else if (anonymous) {
      const found = definition.exec(line);
      const name = found && (found[1] ?? found[2] ?? found[3]);
      // An alias may be said twice, if it is the same.
      if (name) names.add(found[2] ? line : name);
    }
  }
  for (const name of names) {
    if (name.startsWith('using ')) continue;
    const key = `${path.dirname(file)} ${space} ${name}`;
    if (places.has(key)) {
      repeated += 1;
      console.error(`native/${file}: ${name} is in native/${places.get(key)} too: rename one, or share it in a header`);
    } else places.set(key, file);
  }
}
process.exit(repeated > 0 ? 1 : 0);
