// What both peers' programs share: options, child processes that answer calls, a temporary folder, and the lines that
// are printed. Servers and clients are processes of their own, as they are in use; whatever ends this one, they end too
// and the folder is removed. It knows nothing of any peer and measures nothing by itself.

import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as rest } from 'node:timers/promises';
import { parseArgs } from 'node:util';

export const FIGURES = ['bootstrap', 'push', 'latency', 'ghosts', 'duplicates', 'bytes', 'memory'];

/** The options of the command line, all of them numbers but `only`, a list of the figures wanted. */
export function options(defaults) {
  const numbers = { ...defaults, minutes: 4 };
  const declared = Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' }]));
  const { values } = parseArgs({ options: { ...declared, only: { type: 'string' } } });
  const read = Object.fromEntries(
    Object.entries(numbers).map(([name, fallback]) => [name, whole(name, values[name] ?? fallback)]),
  );
  const only = values.only ? values.only.split(',') : FIGURES;
  const unknown = only.filter((figure) => !FIGURES.includes(figure));
  if (unknown.length)
    throw new Error(`No such figure: ${unknown.join(', ')}. There are ${FIGURES.join(', ')}.`);
  return { ...read, only };
}

function whole(name, value) {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new Error(`--${name} wants a whole number above 0, not ${value}.`);
  return number;
}

/** Runs a peer's program to its exit code: all figures, or a message and 1, and nothing left behind either way. */
export async function perform(minutes, play) {
  const stage = new Stage();
  // The time limit is kept here and not by whoever calls, so that children and folder are cleared away then as well.
  const limit = setTimeout(
    () => stage.fail(new Error(`Not done after ${minutes} minutes.`)),
    minutes * 60_000,
  );
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => stage.fail(new Error(signal)));
  try {
    await play(stage);
  } catch (error) {
    stage.fail(error);
  }
  clearTimeout(limit);
  await stage.clear();
  process.exit(process.exitCode ?? 0);
}

class Stage {
  #folder = mkdtempSync(join(tmpdir(), 'sync-peers-'));
  #players = new Set();

  /** A folder of this name that lasts as long as the measurement. */
  room(name) {
    const room = join(this.#folder, name);
    mkdirSync(room, { recursive: true });
    return room;
  }

  /** Starts `file` of this folder as a process that answers calls. */
  start(file, ...args) {
    const player = new Player(new URL(file, import.meta.url), args.map(String));
    this.#players.add(player);
    player.ended.then(() => this.#players.delete(player));
    return player;
  }

  async clear() {
    await Promise.all([...this.#players].map((player) => player.kill()));
    // A browser whose client was killed writes a last time before it ends.
    for (let tries = 1; ; tries += 1) {
      try {
        return rmSync(this.#folder, { recursive: true, force: true });
      } catch (error) {
        if (tries === 50) throw error;
        await rest(100);
      }
    }
  }

  fail(error) {
    if (process.exitCode) return;
    process.exitCode = 1;
    console.error(error);
    this.clear().finally(() => process.exit(1));
  }
}

class Player {
  #child;
  #calls = new Map();
  #next = 0;

  constructor(file, args) {
    // What a child prints goes to standard error, since standard output is for figures alone.
    this.#child = fork(file, args, { stdio: ['ignore', 2, 2, 'ipc'] });
    this.#child.on('message', ({ call, value, error }) => {
      const { resolve, reject } = this.#calls.get(call);
      this.#calls.delete(call);
      if (error === undefined) resolve(value);
      else reject(new Error(error));
    });
    this.ended = new Promise((resolve) => {
      this.#child.on('exit', (code, signal) => {
        for (const { reject } of this.#calls.values())
          reject(new Error(`A process ended: ${signal ?? code}.`));
        this.#calls.clear();
        resolve();
      });
    });
  }

  /** What the process answers to this. */
  call(name, args = {}) {
    const call = this.#next++;
    const answered = new Promise((resolve, reject) => {
      this.#calls.set(call, { resolve, reject });
      this.#child.send({ call, name, args }, (error) => error && reject(error));
    });
    // When one process fails, the calls to the others are awaited by nobody any more, which is no failure of its own.
    answered.catch(() => undefined);
    return answered;
  }

  /** Kills it as a crash would, and waits until it is gone. */
  kill() {
    this.#child.kill('SIGKILL');
    return this.ended;
  }
}

/** In a child process: answers calls by name until whoever started it is gone. */
export function answer(calls) {
  process.on('message', async ({ call, name, args }) => {
    try {
      process.send({ call, value: await calls[name](args) });
    } catch (error) {
      process.send({ call, error: error?.stack ?? JSON.stringify(error) });
    }
  });
  process.on('disconnect', () => process.exit(0));
}

/** Kills `player` in the middle of `work`, as soon as `moment` has come. */
export async function interrupt(player, work, moment) {
  const outcome = work.then(
    () => new Error('The work was over before it could be interrupted.'),
    (error) => error,
  );
  const early = await Promise.race([moment, outcome]);
  if (early) throw early;
  await player.kill();
  const late = await outcome;
  must(late.message.includes('SIGKILL'), late.message);
}

/** Prints one figure as one line. */
export function report(peer, figure, values) {
  console.log(JSON.stringify({ peer, figure, ...values }));
}

/** Ends the measurement when a peer did not do the work that is being timed. */
export function must(holds, complaint) {
  if (!holds) throw new Error(complaint);
}

/** The value below which this share of `values` lies. */
export function percentile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

export function rounded(value, digits = 0) {
  return Number(value.toFixed(digits));
}

/** Microseconds of a clock that all processes of the machine share. */
export function now() {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Seconds since `began`. */
export function since(began) {
  return (now() - began) / 1e6;
}

/** The most memory that this process has held, in bytes. */
export function peak() {
  return process.resourceUsage().maxRSS * 1024;
}

/** Counts what passes over all connections of `server`, both ways, headers included. */
export function meter(server) {
  const open = new Set();
  let closed = 0;
  const passed = (socket) => socket.bytesRead + socket.bytesWritten;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => {
      open.delete(socket);
      closed += passed(socket);
    });
  });
  return () => [...open].reduce((sum, socket) => sum + passed(socket), closed);
}

/** Things awaited by key, which may have happened before anybody asks. */
export class Sightings {
  #seen = new Map();
  #waiting = new Map();

  saw(key, value) {
    if (this.#seen.has(key)) return;
    this.#seen.set(key, value);
    this.#waiting.get(key)?.(value);
    this.#waiting.delete(key);
  }

  of(key) {
    if (this.#seen.has(key)) return Promise.resolve(this.#seen.get(key));
    return new Promise((resolve) => this.#waiting.set(key, resolve));
  }
}
