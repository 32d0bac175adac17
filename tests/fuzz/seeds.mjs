// The files that are mutated: CSV, JSON, Parquet and Arrow, with several types, missing values, text of many kinds, and several row groups.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { Table, tableToIPC } from 'apache-arrow';
import { fromRows } from '../../dist/index.js';

const TEXTS = [
  'plain',
  'two words',
  'a "quote"',
  'comma, here',
  'line\nbreak',
  'Ünïcødé ✓ 😀',
  '',
  "it's",
  'x'.repeat(300),
];

function rowsOf(count) {
  return Array.from({ length: count }, (_, i) => ({
    id: i,
    amount: i % 7 === 0 ? null : Math.round(1e6 * Math.sin(i)) / 1e3,
    text: i % 11 === 0 ? null : TEXTS[i % TEXTS.length],
    day: `2001-0${1 + (i % 9)}-1${i % 10}`,
    at: `2001-0${1 + (i % 9)}-1${i % 10} 0${i % 10}:30:00`,
    yes: i % 3 === 0,
  }));
}

function csvOf(rows, delimiter, quoted) {
  const cell = (value) => {
    if (value === null) return '';
    const text = String(value);
    return quoted || /["\n\r]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const names = Object.keys(rows[0]);
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(delimiter));
  return `${[names.join(delimiter), ...lines].join('\n')}\n`;
}

/** Writes one file of each kind into a new folder. */
export async function writeSeeds(folder) {
  mkdirSync(folder, { recursive: true });
  const at = (name) => path.join(folder, name);
  const rows = rowsOf(120);
  writeFileSync(at('a.csv'), csvOf(rows, ',', false));
  writeFileSync(at('b.csv'), csvOf(rows, ';', true));
  writeFileSync(at('c.tsv'), csvOf(rows.slice(0, 40), '\t', false));
  writeFileSync(at('d.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
  writeFileSync(at('e.json'), JSON.stringify(rows));
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const relation = `(SELECT * REPLACE (CAST(day AS DATE) AS day, CAST("at" AS TIMESTAMP) AS "at") FROM read_json_auto('${at('d.jsonl')}'))`;
  for (const [name, codec] of [
    ['f.parquet', 'uncompressed'],
    ['g.parquet', 'snappy'],
    ['h.parquet', 'zstd'],
  ]) {
    await connection.run(`COPY ${relation} TO '${at(name)}' (FORMAT parquet, CODEC '${codec}', ROW_GROUP_SIZE 50)`);
  }
  connection.closeSync();
  const dated = rows.map((row) => ({ ...row, day: new Date(row.day), at: new Date(`${row.at}Z`) }));
  const batches = [];
  for await (const batch of (await fromRows(dated)).toArrow({ batchRows: 50 })) batches.push(batch);
  writeFileSync(at('i.arrow'), tableToIPC(new Table(batches), 'file'));
  writeFileSync(at('j.arrow'), tableToIPC(new Table(batches), 'stream'));
}
