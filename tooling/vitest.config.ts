// The one test configuration. Tests see the sources of every package, so they need no build. Tests of
// types (*.test-d.ts) hold if they compile: `npm run check` does that. With KOS_FAST=1 only the fast
// tests run: models, limits and the corpus of programs take more than half of the time.
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
    // Generous: machines may be busy, and what never ends is found all the same.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
