import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { progress } from '../../../src/cli/output/progress.ts';

const SHOW_CURSOR = '\u001b[?25h';
const HIDE_CURSOR = '\u001b[?25l';

function terminal(isTTY: boolean) {
  let written = '';
  const stream = new Writable({
    write(chunk, _, done) {
      written += String(chunk);
      done();
    },
  });
  // The calls cli-progress makes on a terminal beside `write`.
  const calls = { isTTY, columns: 100, cursorTo: () => true, clearLine: () => true, moveCursor: () => true };
  return { stream: Object.assign(stream, calls), text: () => written };
}

const exitListeners = () => process.listenerCount('exit');

describe('progress', () => {
  it('writes nothing in a pipe', () => {
    const pipe = terminal(false);
    const shown = progress(pipe.stream);
    shown.stage('read', 100);
    shown.update(50);
    shown.finish();
    expect(pipe.text()).toBe('');
  });

  it('shows stage, rows, percent and elapsed time', () => {
    const tty = terminal(true);
    const shown = progress(tty.stream);
    shown.stage('read', 3000);
    shown.update(1200);
    shown.stage('fit');
    shown.finish();
    expect(tty.text()).toContain('read ');
    expect(tty.text()).toMatch(/0 \/ 3,000 {2}\d/);
    expect(tty.text()).toMatch(/fit {11}\d+(\.\d)? ms/);
  });

  it('restores the cursor once finished, and leaves no listener behind', () => {
    const before = exitListeners();
    const tty = terminal(true);
    const shown = progress(tty.stream);
    shown.stage('read', 10);
    expect(tty.text()).toContain(HIDE_CURSOR);
    expect(exitListeners()).toBeGreaterThan(before);
    shown.finish();
    shown.finish();
    expect(tty.text().lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(tty.text().lastIndexOf(HIDE_CURSOR));
    expect(exitListeners()).toBe(before);
  });

  it('goes away when the signal aborts', () => {
    const tty = terminal(true);
    const controller = new AbortController();
    const shown = progress(tty.stream, { signal: controller.signal });
    shown.stage('read', 10);
    controller.abort();
    const after = tty.text();
    expect(after).toContain(SHOW_CURSOR);
    shown.update(5);
    shown.stage('fit');
    expect(tty.text()).toBe(after);
  });
});
