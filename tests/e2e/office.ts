import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addressOf } from './desk';

/** A real server of an office, with files of its own. */
export class Office {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pebble-e2e-office-'));
  #process: ChildProcess | null = null;
  readonly #words: readonly string[];
  url = '';

  /** With more words for its command line. */
  constructor(...words: readonly string[]) {
    this.#words = words;
  }

  /** Starts it; again where it was, if it has been there before. */
  async open(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port;
    const words = ['--data', this.#folder, '--listen', `127.0.0.1:${port}`, ...this.#words];
    const server = spawn(program(), words, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#process = server;
    this.url = await addressOf(server);
  }

  /** Ends it; its files stay. */
  async goAway(): Promise<void> {
    const server = this.#process;
    if (!server) return;
    const ended = new Promise((done) => server.once('exit', done));
    server.kill('SIGTERM');
    await ended;
    this.#process = null;
  }

  /** An invitation for one desk of a new person, or of one who is here. */
  invitation(...person: readonly string[]): string {
    return execFileSync(program(), ['invite', ...person, '--data', this.#folder], {
      encoding: 'utf8',
    }).trim();
  }

  /** Ends it and takes its files away. */
  async close(): Promise<void> {
    await this.goAway();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function program(): string {
  const named = process.env.PEBBLE_SERVER_BIN;
  if (!named) throw new Error('PEBBLE_SERVER_BIN names no server; run `cargo xtask test e2e`');
  return named;
}
