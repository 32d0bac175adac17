/**
 * What the thread of an SQLite cursor runs. SQLite can't be interrupted there and a query may work for long before its
 * first row, so it works beside the event loop, and is stopped by ending the thread. It is text, and plain JavaScript,
 * so that it starts alike from source and from a package.
 *
 * In: { library, file, sql, declares, parameters }. Out: { names, types }; then for each number of rows that it is sent,
 * { rows: value[row][column] }, fewer of them at the end; or { error }.
 */
export const SQLITE_THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const { Database } = require(workerData.library);
const guarded = (work) => {
  try {
    work();
  } catch (error) {
    parentPort.postMessage({ error: String(error && error.message) });
  }
};
guarded(() => {
  const database = new Database(workerData.file, { readOnly: true, fileMustExist: true });
  // Alone with its copy of the name, it needs no shared memory for a write-ahead log.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  database.get('SELECT count(*) FROM sqlite_schema');
  let types = [];
  if (workerData.declares) {
    // Views take no parameters, and tell the declared types of what they select.
    database.exec('CREATE TEMP VIEW millrace_result AS ' + workerData.sql);
    types = database.all('PRAGMA temp.table_info(millrace_result)').map((column) => [column.name, column.type]);
    database.exec('DROP VIEW temp.millrace_result');
  }
  const statement = database.prepare(workerData.sql);
  const cursor = statement.iterate(workerData.parameters);
  parentPort.postMessage({ types });
  parentPort.on('message', (most) =>
    guarded(() => {
      const rows = [];
      let names;
      for (let next; rows.length < most && !(next = cursor.next()).done; ) {
        names ??= Object.keys(next.value);
        rows.push(Object.values(next.value));
      }
      parentPort.postMessage({ names, rows });
    }),
  );
});
`;
