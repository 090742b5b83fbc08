// Builds each peer's board as one page, as it would be built for use.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

export const PEERS = ['trello', 'pangea', 'dndkit'];
const here = import.meta.dirname;
const dist = join(here, 'dist');
const OLD_REACT = [
  { find: /^react$/, replacement: 'react-16' },
  { find: /^react\/(.*)$/, replacement: 'react-16/$1' },
  { find: /^react-dom$/, replacement: 'react-dom-16' },
];

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
for (const peer of PEERS) {
  await build({
    root: here,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    resolve: { alias: peer === 'trello' ? OLD_REACT : [] },
    build: {
      outDir: dist,
      emptyOutDir: false,
      lib: { entry: join(here, `${peer}.jsx`), formats: ['iife'], name: peer, fileName: () => `${peer}.js` },
    },
  });
  const script = 'globalThis.process = { env: {}, argv: [], platform: "browser", cwd: () => "/" }';
  writeFileSync(
    join(dist, `${peer}.html`),
    `<!doctype html><meta charset="utf-8"><div id="root"></div><script>${script}</script><script src="${peer}.js"></script>`,
  );
}
