// The RxDB device of `rxdb-kept.mjs`, inside its page: what Chromium keeps on the disk for it.

import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie';
import { intact, open, replicate } from './rxdb-leads.mjs';

const leads = await open(getRxStorageDexie());

globalThis.device = {
  async bootstrap({ office, pull }) {
    const began = performance.now();
    await new Promise((resolve, reject) => {
      replicate(leads, office, { pull }, reject).awaitInitialReplication().then(resolve, reject);
    });
    const seconds = (performance.now() - began) / 1000;
    return { rows: await leads.count().exec(), seconds };
  },

  intact: ({ numbers }) => intact(leads, numbers),
};
