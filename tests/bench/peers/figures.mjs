// The work that every peer is measured with, figure by figure: what is done, in which order, and what must hold before
// a figure is printed (rows counted, edits read back at the office). How a peer does it is in its server's and its
// client's own files, which answer the same calls. Which figures are good is not judged here.

import { interrupt, must, now, percentile, report, rounded, since } from './harness.mjs';
import { owner } from './leads.mjs';

const COMMITS = 200;
const CREATED = 1000;
const SAMPLE = 100;
// Small batches, so that there is a middle of the push to be killed in.
const CREATED_BATCH = 50;

/** Measures `peer` with the sizes and figures that were asked for. */
export async function measure(stage, peer, { rows, edits, devices, moved, pull, push, only }) {
  const server = stage.start(peer.server, stage.room('office'));
  const url = await server.call('listen');
  const office = (db) => `${url}/${db}`;
  const device = (name) => stage.start(peer.client, `${stage.room('devices')}/${name}`);
  const print = (figure, values) => report(peer.name, figure, { ...values, storage: peer.storage, keeps: peer.keeps ?? false });
  const wants = (...figures) => figures.some((figure) => only.includes(figure));

  if (wants('bootstrap', 'bytes', 'memory')) await bootstrap();
  if (wants('push')) await pushes();
  if (wants('latency')) await latency();
  if (wants('ghosts')) await ghosts();
  if (wants('duplicates')) await duplicates();

  async function bootstrap() {
    await server.call('seed', { db: 'all', from: 0, to: rows });
    const client = device('all');
    const idle = await client.call('peak');
    const before = await server.call('bytes');
    const got = await client.call('bootstrap', { office: office('all'), pull });
    const bytes = (await server.call('bytes')) - before;
    must(got.rows === rows, `${got.rows} of ${rows} rows arrived.`);
    const memory = await client.call('peak');
    const sample = Array.from({ length: SAMPLE }, (_, index) => Math.floor((index * rows) / SAMPLE));
    const intact = await client.call('intact', { numbers: sample });
    must(intact === SAMPLE, `${intact} of ${SAMPLE} rows looked at are as the office has them.`);
    await client.kill();
    if (wants('bootstrap')) {
      print('bootstrap', {
        rows_per_s: rounded(rows / got.seconds),
        seconds: rounded(got.seconds, 2),
        rows,
        batch: pull,
      });
    }
    if (wants('bytes')) print('bytes', { bytes, rows, compression: 'gzip' });
    if (wants('memory')) print('memory', { bytes: memory, before_bootstrap: idle, rows });
  }

  async function pushes() {
    const db = 'pushed';
    // More rows than are edited, as at an office, but not all: each device first takes its own, and the office walks
    // through every row for that.
    const held = edits * 4;
    await server.call('seed', { db, from: 0, to: held });
    const clients = Array.from({ length: devices }, (_, part) => device(`pushing-${part}`));
    const all = (call, from = 0) =>
      Promise.all(
        clients.map((client, part) => {
          const numbers = share(from, from + edits, part, devices);
          return client.call(call, { office: office(db), part, parts: devices, numbers, pull, push });
        }),
      );
    await all('take', edits);
    // Other rows are edited and pushed first, untimed: a device that was away for a day has been running for longer
    // than it takes to compile its code, and with sixteen of them on two cores that would be most of what is timed.
    await all('edit', edits);
    await all('push', edits);
    await all('take');
    await all('edit');
    const untouched = await server.call('edited', { db, from: 0, to: edits });
    must(untouched === 0, `${untouched} edits were at the office before they were pushed.`);
    const began = now();
    await all('push');
    const seconds = since(began);
    const edited = await server.call('edited', { db, from: 0, to: edits });
    must(edited === edits, `${edited} of ${edits} edits are at the office.`);
    await Promise.all(clients.map((client) => client.kill()));
    print('push', {
      mutations_per_s: rounded(edits / seconds),
      seconds: rounded(seconds, 2),
      edits,
      devices,
      batch: push,
      rows: held,
    });
  }

  async function latency() {
    const db = 'shared';
    // One edit at a time: from the moment the writer's store has it to the moment the reader's store says it has it.
    await server.call('seed', { db, from: 0, to: COMMITS });
    const [writer, reader] = [device('writer'), device('reader')];
    await Promise.all(
      [writer, reader].map((client) => client.call('live', { office: office(db), pull, push })),
    );
    const waits = [];
    for (let number = 0; number < COMMITS; number++) {
      const stage = `stage-${number}`;
      const applied = reader.call('applied', { number, stage });
      const committed = await writer.call('commit', { number, stage });
      waits.push(((await applied) - committed) / 1000);
    }
    await Promise.all([writer.kill(), reader.kill()]);
    const [p50_ms, p99_ms] = [0.5, 0.99].map((share) => rounded(percentile(waits, share), 1));
    print('latency', { p50_ms, p99_ms, edits: COMMITS });
  }

  async function ghosts() {
    const db = 'moved';
    const [former, next] = [owner(0), owner(1)];
    const marks = { former: 2 * moved, next: 2 * moved + 1 };
    await server.call('filter', { db });
    await server.call('seed', { db, from: 0, to: moved, owner: former });
    await server.call('seed', { db, from: moved, to: 2 * moved, owner: next });
    const [loser, winner] = [device('former'), device('next')];
    await Promise.all([
      loser.call('live', { office: office(db), owner: former, pull, push }),
      winner.call('live', { office: office(db), owner: next, pull, push }),
    ]);
    const held = (client) => client.call('holds', { from: 0, to: moved });
    must((await held(loser)) === moved, 'The former owner does not hold the rows before they move.');
    must((await held(winner)) === 0, 'The next owner holds the rows before they move.');
    const began = now();
    await server.call('move', { db, from: 0, to: moved, owner: next });
    // A row for each owner, written after the move: whoever has it has been told all that the office has to say of it.
    await server.call('seed', { db, from: marks.former, to: marks.former + 1, owner: former });
    await server.call('seed', { db, from: marks.next, to: marks.next + 1, owner: next });
    await Promise.all([
      loser.call('applied', { number: marks.former }),
      winner.call('applied', { number: marks.next }),
    ]);
    const seconds = since(began);
    must((await held(winner)) === moved, 'The next owner has not got the rows.');
    const rows = await held(loser);
    await Promise.all([loser.kill(), winner.kill()]);
    print('ghosts', { rows, moved, seconds: rounded(seconds, 2) });
  }

  async function duplicates() {
    const db = 'entered';
    await server.call('create', { db });
    // The ids are made up as rows are entered, so a row that is entered twice is there twice, with the same email.
    const work = { office: office(db), total: CREATED, pull, push: CREATED_BATCH };
    const reached = server.call('reached', { db, rows: CREATED / 4 });
    const first = device('entering');
    await interrupt(first, first.call('enter', work), reached);
    const { rows: before } = await server.call('tally', { db });
    const second = device('entering');
    const found = await second.call('enter', work);
    const { rows, distinct } = await server.call('tally', { db });
    await second.kill();
    print('duplicates', {
      rows: rows - distinct,
      lost: CREATED - distinct,
      created: CREATED,
      pushed_at_kill: before,
      kept_by_client: found,
    });
  }
}

/** Every so manieth number, those of one device. */
function share(from, to, part, parts) {
  return Array.from({ length: to - from }, (_, index) => from + index).filter(
    (number) => number % parts === part,
  );
}
