import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  // The edge serves index.html at / and everything else below /console/.
  base: '/console/',
  build: {
    outDir: 'target/console',
    emptyOutDir: true,
    // The content security policy allows no data: addresses and no inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  test: {
    environment: 'happy-dom',
    setupFiles: ['src/test-setup.ts'],
    testTimeout: 30_000,
    include: ['src/**/*.test.{ts,tsx}'],
    server: { deps: { inline: [/@patternfly/] } },
  },
});
