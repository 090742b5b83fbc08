// PouchDB over LevelDB on disk, with every write carried to the disk before it counts as done. PouchDB leaves that to
// the operating system, which would compare writes that may be lost with our own that may not, so the store is wrapped
// through PouchDB's own `db` option. With the environment variable FSYNC=no it is PouchDB as it comes.

import leveldown from 'leveldown';
import Pouch from 'pouchdb';

const SYNCED = process.env.FSYNC !== 'no';

function Durable(path) {
  const store = leveldown(path);
  for (const write of ['_put', '_del', '_batch']) {
    const plain = store[write].bind(store);
    store[write] = (...args) => {
      const done = args.pop();
      plain(...args.slice(0, -1), { ...args.at(-1), sync: true }, done);
    };
  }
  return store;
}
Durable.destroy = leveldown.destroy;

export const PouchDB = SYNCED ? Pouch.defaults({ db: Durable }) : Pouch;
export const STORAGE = SYNCED
  ? 'LevelDB on disk, each write synced, both sides'
  : 'LevelDB on disk, not synced, both sides';

/** A lead as PouchDB keeps it. */
export function documentOf({ id, ...columns }) {
  return { _id: id, ...columns };
}
