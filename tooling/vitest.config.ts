// The one test configuration. Tests see the sources of every package, so they need no build; type
// tests run beside them. With KOS_FAST=1 only the fast tests run: models, limits and the corpus of
// programs take more than half of the time, and types are the same on every Node.
import { configDefaults, defineConfig } from 'vitest/config'

const conditions = ['@kos/source']
const isFast = process.env['KOS_FAST'] === '1'
const slow = ['test/**/*model.test.ts', 'test/**/{limits,corpus}.test.ts']

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isFast ? slow : [])],
    typecheck: { enabled: !isFast, include: ['test/**/*.test-d.ts'], tsconfig: './tsconfig.json' },
    // Generous: machines may be busy, and a test that never ends is found all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
