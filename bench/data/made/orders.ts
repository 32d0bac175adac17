import { open } from 'node:fs/promises';
import { randomStream } from '../../../src/core/random.ts';
import { sigmoid, unit } from './generator.ts';

const HEADER =
  'order,placed,customer,product,city,carrier,channel,distance,weight,price,quantity,temperature,rating,duration,late\n';
const CUSTOMERS = 8_000_000;
const PRODUCTS = 60_000;
const CITIES = 400;
const CARRIERS = 12;
const CHANNELS = ['web', 'shop', 'phone', 'app', 'partner'];
/** Random words of a row. */
const WORDS = 20;
/** Rows that are made at a time. */
const BLOCK_ROWS = 16_384;
/** A row is no longer. */
const LONGEST_ROW = 320;
const FIRST_SECOND = Date.UTC(2021, 0, 1) / 1000;
const SECONDS = 3 * 365 * 86_400;

/** The columns by what is done with them. */
export const ORDERS = {
  target: 'late',
  numbers: ['distance', 'price', 'quantity', 'temperature', 'rating'],
  /** Text with units, and the unit to learn from. */
  quantities: { weight: 'kg', duration: 'min' },
  categories: ['city', 'carrier', 'channel'],
  manyValued: ['customer', 'product'],
} as const;

/**
 * Orders and their deliveries as systems that nobody tidied up export them: identifiers, times, categories of up to
 * 8 million values, some in stray spaces, numbers with gaps in several spellings and impossible ones among them, weights
 * and durations as text with units. Row r depends on the seed and r alone.
 *
 * @param bytes the file's size: rows are added until it is reached
 * @returns the number of rows
 */
export async function writeOrders(file: string, bytes: number, seed: number): Promise<number> {
  const handle = await open(file, 'w');
  try {
    const block = Buffer.alloc(BLOCK_ROWS * LONGEST_ROW);
    let size = (await handle.write(HEADER)).bytesWritten;
    let rows = 0;
    while (size < bytes) {
      const [length, made] = fillBlock(block, rows, bytes - size, seed);
      await handle.writeFile(block.subarray(0, length));
      size += length;
      rows += made;
    }
    return rows;
  } finally {
    await handle.close();
  }
}

/** Writes rows from `first` on, until the block is full or holds `most` bytes. @returns bytes and rows */
function fillBlock(block: Buffer, first: number, most: number, seed: number): readonly [number, number] {
  const words = new Uint32Array(BLOCK_ROWS * WORDS);
  randomStream(seed, 'orders').fill(words, first * WORDS);
  let size = 0;
  for (let row = 0; row < BLOCK_ROWS; row++) {
    size += block.write(orderAt(words, row * WORDS, first + row), size, 'latin1');
    if (size >= most) return [size, row + 1];
  }
  return [size, BLOCK_ROWS];
}

function orderAt(words: Uint32Array, at: number, row: number): string {
  const placed = FIRST_SECOND + Math.floor(SECONDS * unit(words[at + 0]!));
  const hour = Math.floor(placed / 3600) % 24;
  const product = skewed(words[at + 2]!, PRODUCTS);
  const city = skewed(words[at + 3]!, CITIES);
  const carrier = skewed(words[at + 4]!, CARRIERS);
  const distance = 2 + 40 * unit(words[at + 6]!) ** 2 * (1 + (city % 7) / 3);
  const temperature = 12 + 14 * Math.sin(placed / 5_022_000) + 8 * (unit(words[at + 8]!) - 0.5);
  const weight = 0.1 + 20 * unit(words[at + 9]!) ** 2;
  const minutes = 10 + distance * (1.2 + 0.1 * carrier) + 20 * unit(words[at + 10]!);
  const score =
    -2.4 +
    0.03 * distance +
    0.14 * (carrier % 5) -
    0.02 * (temperature - 12) +
    0.3 * ((product % 3) - 1) +
    0.25 * ((city % 4) - 1.5) +
    (hour > 16 && hour < 20 ? 0.6 : 0);
  const name = `city ${city}`;
  const spaced = unit(words[at + 12]!) < 0.03 ? ` ${name}` : unit(words[at + 12]!) > 0.98 ? `${name}  ` : name;
  // Of every thousand rows some are impossible, and each column lacks some values, in its own spelling.
  const km = unit(words[at + 13]!) < 0.002 ? '-1' : unit(words[at + 13]!) > 0.97 ? 'NA' : decimal(distance, 100);
  const kilograms = weight < 1 ? `${Math.round(1000 * weight)} g` : `${decimal(weight, 10)} kg`;
  const duration = minutes > 90 ? `${decimal(minutes / 60, 100)} hours` : `${Math.round(minutes)} minutes`;
  const price = unit(words[at + 14]!) < 0.04 ? '' : decimal(4 + 190 * unit(words[at + 11]!) ** 3, 100);
  const degrees = unit(words[at + 15]!) < 0.06 ? '' : decimal(temperature, 10);
  const rating = unit(words[at + 16]!) < 0.3 ? '' : String(1 + Math.floor(5 * unit(words[at + 17]!)));
  const late = unit(words[at + 18]!) < sigmoid(score) ? 'yes' : 'no';
  return (
    `${row},${timeText(placed)},customer ${skewed(words[at + 1]!, CUSTOMERS)},sku-${product},${spaced},carrier ${carrier},` +
    `${CHANNELS[skewed(words[at + 5]!, CHANNELS.length)]},${km},${kilograms},${price},${1 + skewed(words[at + 7]!, 9)},${degrees},${rating},` +
    `${duration},${late}\n`
  );
}

/** Below `count`; low numbers are the common ones. */
function skewed(word: number, count: number): number {
  return Math.floor(count * unit(word) ** 3);
}

/** To one or two places: `parts` is 10 or 100. Several times quicker than `toFixed`, which a large file is made of. */
function decimal(value: number, parts: number): string {
  const scaled = Math.round(Math.abs(value) * parts);
  const rest = scaled % parts;
  const sign = value < 0 && scaled > 0 ? '-' : '';
  return `${sign}${(scaled - rest) / parts}.${parts === 100 && rest < 10 ? '0' : ''}${rest}`;
}

const days = new Map<number, string>();

/** As `2022-03-14 09:05:07`. */
function timeText(second: number): string {
  const day = Math.floor(second / 86_400);
  let date = days.get(day);
  if (date === undefined) {
    date = new Date(day * 86_400_000).toISOString().slice(0, 10);
    days.set(day, date);
  }
  const of = second % 86_400;
  return `${date} ${two(Math.floor(of / 3600))}:${two(Math.floor(of / 60) % 60)}:${two(of % 60)}`;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : `${value}`;
}
