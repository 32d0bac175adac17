// Files that are nearly right: what a disk, a network or a person makes of them. All by seed.

/** Uniform numbers in [0, 1), the same for the same seed (a 32-bit mix of a counter). */
export function random(seed) {
  let counter = seed >>> 0;
  return () => {
    counter = (counter + 0x9e3779b9) >>> 0;
    let word = counter;
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
    return ((word ^ (word >>> 16)) >>> 0) / 2 ** 32;
  };
}

const TOKENS = [
  ...[
    '"',
    '""',
    "'",
    ',',
    ';',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\\',
    '{',
    '}',
    '[',
    ']',
    ':',
    'null',
    'NaN',
    'inf',
    '-',
    '1e999',
  ],
  ...['\0', '\uFEFF', '\u2028', '99999999999999999999', '0x10', '2001-13-45', 'true', '{"a":[1,{"b":', '\\ud800'],
].map((text) => Buffer.from(text));
const INTERESTING = [0, 1, 0x7f, 0x80, 0xff];

/** One change; each kind is as likely as the others. */
function change(bytes, draw) {
  const at = (length) => Math.floor(draw() * (length + 1));
  const position = at(bytes.length - 1);
  const length = 1 + Math.floor(draw() ** 3 * 64);
  const [before, behind] = [bytes.subarray(0, position), bytes.subarray(Math.min(bytes.length, position + length))];
  switch (Math.floor(draw() * 10)) {
    case 0: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[position] ^= 1 << Math.floor(draw() * 8);
      return copy;
    }
    case 1: {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[position] = INTERESTING[Math.floor(draw() * INTERESTING.length)];
      return copy;
    }
    case 2: // cut short
      return Buffer.from(before);
    case 3: // a part gone
      return Buffer.concat([before, behind]);
    case 4: // a part twice
      return Buffer.concat([bytes.subarray(0, position + length), bytes.subarray(position)]);
    case 5: // a part of somewhere else
      return Buffer.concat([
        before,
        bytes.subarray(at(bytes.length - 1)).subarray(0, length),
        bytes.subarray(position),
      ]);
    case 6:
      return Buffer.concat([before, TOKENS[Math.floor(draw() * TOKENS.length)], bytes.subarray(position)]);
    case 7:
      return Buffer.concat([before, Buffer.from(Array.from({ length }, () => Math.floor(draw() * 256))), behind]);
    case 8: {
      // A length or an offset of 32 bits that is wrong.
      const copy = Buffer.from(bytes);
      const words = [0xffffffff, 0x7fffffff, 0x80000000, copy.length, 0];
      if (copy.length >= 4)
        copy.writeUInt32LE(words[Math.floor(draw() * words.length)], Math.min(position, copy.length - 4));
      return copy;
    }
    default: // the head or the foot, where formats keep what they are
      return change(bytes, () => (draw() < 0.5 ? draw() * 0.1 : 1 - draw() * 0.1 - 1e-9));
  }
}

/** The bytes with one to eight changes. */
export function mutate(bytes, seed) {
  const draw = random(seed);
  let made = bytes;
  for (let left = 1 + Math.floor(draw() ** 2 * 8); left > 0; left--) made = change(made, draw);
  return made;
}
