import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

// One build for both hosts: relative addresses work under tauri:// and under the development HTTP host.
export default defineConfig({
  base: './',
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: ['chrome120', 'safari17'],
    // The content security policy forbids data: scripts and fonts; files cost nothing on a local disk.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // Read from a local disk: one file is quicker than many.
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: Object.fromEntries(
      ['/rpc', '/events', '/mail'].map((path) => [path, process.env.PEBBLE_HOST ?? 'http://127.0.0.1:4810']),
    ),
  },
  test: { environment: 'happy-dom', include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.{ts,tsx}'] },
});
