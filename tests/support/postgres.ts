import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { PostgresConnection } from '../../src/index.ts';

export interface PostgresServer {
  /** By the Unix socket, without a password. */
  readonly local: PostgresConnection;
  /** By the network, with `password`. */
  readonly remote: PostgresConnection & { readonly port: number };
  readonly password: string;
  /** Runs statements. */
  run(...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'millrace';
const PASSWORD = 's3cret/word';

/** Why there is no server to test with; undefined when there is one. Never so when MILLRACE_REQUIRE_POSTGRES=1. */
export function whyNoPostgres(): string | undefined {
  if (process.platform === 'win32') return 'the test starts its server by Unix means';
  if (programs() !== undefined) return undefined;
  if (process.env.MILLRACE_REQUIRE_POSTGRES === '1') return undefined; // Starting it fails, and says so.
  return 'PostgreSQL is not installed: initdb and postgres are in neither PATH nor /usr/lib/postgresql/*/bin';
}

/** The folder of the server's programs, which Debian keeps out of PATH. */
function programs(): string | undefined {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...versions.map((version) => path.join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(':'),
  ];
  return folders.find((folder) => existsSync(path.join(folder, 'initdb')) && existsSync(path.join(folder, 'postgres')));
}

/** Starts a server of its own in a temporary folder, on a socket there and on a free port. */
export async function startPostgres(): Promise<PostgresServer> {
  const bin = programs();
  if (bin === undefined) throw new Error('PostgreSQL is not installed');
  const folder = mkdtempSync(path.join(tmpdir(), 'millrace-pg-'));
  // The server refuses to run as root.
  const owner = process.getuid?.() === 0 ? ownerIds() : undefined;
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  const passwordFile = path.join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const data = path.join(folder, 'data');
  const options = { ...owner, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: 'C', HOME: folder } };
  execFileSync(
    path.join(bin, 'initdb'),
    [
      '-D',
      data,
      '-U',
      USER,
      '-E',
      'UTF8',
      '-N',
      '-A',
      'trust',
      '--auth-host=scram-sha-256',
      `--pwfile=${passwordFile}`,
    ],
    { ...options, stdio: 'ignore' },
  );
  const port = await freePort();
  const server = spawn(
    path.join(bin, 'postgres'),
    ['-D', data, '-k', folder, '-p', String(port), '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    { ...options, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let log = '';
  server.stderr!.on('data', (bytes: Buffer) => {
    log += bytes;
  });
  const local = { host: folder, port, user: USER, database: 'postgres' };
  const connected = await firstAnswer(server, local).catch((error: unknown) => {
    throw new Error(`PostgreSQL did not start: ${String(error)}\n${log}`);
  });
  return {
    local,
    remote: { ...local, host: '127.0.0.1' },
    password: PASSWORD,
    run: async (...statements) => {
      for (const statement of statements) await connected.query(statement);
    },
    stop: async () => {
      await connected.end();
      const ended = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function firstAnswer(server: ChildProcess, connection: PostgresConnection): Promise<pg.Client> {
  for (let attempt = 0; ; attempt++) {
    const client = new pg.Client(connection);
    client.on('error', () => undefined);
    try {
      await client.connect();
      return client;
    } catch (error) {
      if (attempt === 300 || server.exitCode !== null) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** The user that Debian's package makes, or else nobody. */
function ownerIds(): { uid: number; gid: number } {
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) throw new Error('there is no user to run PostgreSQL as');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
