// The one test configuration. Tests see the sources of every package, so they need no build; type
// tests run beside them.
import { defineConfig } from 'vitest/config'

const conditions = ['@kos/source']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    typecheck: { enabled: true, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    // Generous: machines may be busy, and a test that never ends is found all the same.
    testTimeout: 120_000,
  },
})
