import { mergeConfig } from 'vite';
import base from '../../vite.config';
import { fakeHost } from './plugin';

// `npx vite preview -c test/fake/vite.config.ts`: the built UI on a made-up desk.
const { proxy: _proxy, ...server } = base.server ?? {};
export default mergeConfig(
  { ...base, server },
  {
    root: new URL('../..', import.meta.url).pathname,
    plugins: [fakeHost()],
    preview: { port: Number(process.env.PORT ?? 4173), strictPort: true },
  },
);
