import { expect, test } from 'vitest';
import { requirePlainBuffer } from '../../src/engine/buffers.ts';

const refused = expect.objectContaining({ code: 'BUFFER_REFUSED', remedy: expect.any(String) });

test('ordinary memory passes, empty too', () => {
  expect(() => requirePlainBuffer(new Float32Array(3), 'values')).not.toThrow();
  expect(() => requirePlainBuffer(new Float32Array(0), 'values')).not.toThrow();
  expect(() => requirePlainBuffer(Buffer.from('text'), 'values')).not.toThrow();
});

test('shared, resizable and transferred memory is refused', () => {
  expect(() => requirePlainBuffer(new Float32Array(new SharedArrayBuffer(8)), 'values')).toThrow(refused);
  const Resizable = ArrayBuffer as unknown as new (size: number, options: { maxByteLength: number }) => ArrayBuffer;
  expect(() => requirePlainBuffer(new Float32Array(new Resizable(8, { maxByteLength: 16 })), 'values')).toThrow(
    refused,
  );
  const transferred = new Float32Array(2);
  structuredClone(transferred.buffer, { transfer: [transferred.buffer] });
  expect(() => requirePlainBuffer(transferred, 'values')).toThrow(refused);
});
