import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const DIST = resolve(fileURLToPath(new URL('.', import.meta.url)), '../../ui/dist');

/** A refusal as the desk words it. */
export interface Refused {
  code: string;
  message: string;
  field: string | null;
}

/** A real desk on the demo mailbox, with files of its own, served on loopback. */
export class Desk {
  readonly url: string;
  /** Where it keeps its files. */
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(url: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.#process = process;
    this.folder = folder;
  }

  /** Starts a desk, on the files of an earlier one if they are named; it is there once it has said where. Without a profile it is a person's own. */
  static async start(
    folder = mkdtempSync(join(tmpdir(), 'pebble-e2e-')),
    profile: '--demo' | '--demo-director' | null = '--demo',
    environment: Readonly<Record<string, string>> = {},
    address = '127.0.0.1:0',
  ): Promise<Desk> {
    const program = process.env.PEBBLE_DESK_BIN;
    if (!program) throw new Error('PEBBLE_DESK_BIN names no desk; run `cargo xtask test e2e`');
    const dist = process.env.PEBBLE_UI_DIST ?? DIST;
    const downloads = join(folder, 'downloads');
    const words = [
      ...(profile === null ? [] : [profile]),
      '--http',
      address,
      '--ui',
      dist,
      '--data',
      folder,
      '--downloads',
      downloads,
    ];
    const env = { ...process.env, ...environment };
    const desk = spawn(program, words, { stdio: ['ignore', 'pipe', 'inherit'], env });
    return new Desk(await addressOf(desk), desk, folder);
  }

  /** Ends it as a power cut does and starts it again, where a window that was open finds it. */
  async cut(): Promise<Desk> {
    await this.end('SIGKILL');
    return Desk.start(this.folder, '--demo', {}, new URL(this.url).host);
  }

  /** Ends it and takes its files away. */
  async stop(): Promise<void> {
    await this.end('SIGINT');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Ends it and leaves its files. */
  async end(signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
    const ended = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill(signal);
    await ended;
  }

  /** Asks or tells the desk directly: for arranging what a spec needs and for looking at what became of it. */
  // biome-ignore lint/suspicious/noExplicitAny: a spec names the few fields it looks at
  async call(cmd: string, input: unknown): Promise<any> {
    const response = await fetch(`${this.url}/rpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-pebble': '1' },
      body: JSON.stringify({ cmd, input }),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${cmd}: ${(answer as Refused).message}`);
    return answer;
  }

  /** True once the whole mailbox has been read and every mail has its place. */
  async isSettled(): Promise<boolean> {
    const { counts, sync } = await this.call('app.status', {});
    const isRead = sync.state === 'idle' && sync.last_at !== null && sync.hydrated >= sync.total;
    return isRead && counts.total > 600 && counts.pending === 0;
  }
}

/** The address a program prints once it serves. */
export async function addressOf(desk: ChildProcess): Promise<string> {
  if (!desk.stdout) throw new Error('it has no output to read');
  for await (const line of createInterface({ input: desk.stdout })) {
    const address = /https?:\/\/\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('it ended before it said where it is');
}
