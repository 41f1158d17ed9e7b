// The tests as mutation testing runs them: without type tests, which no mutant reaches, those of
// README texts, and the long ones of the kernel, which would run for each of its mutants.
import { mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

export default mergeConfig(base, {
  test: {
    typecheck: { enabled: false },
    exclude: [
      '**/readme.test.ts',
      '**/attack/**',
      '**/trace.test.ts',
      '**/ended.test.ts',
      '**/fuzz.test.ts',
      '**/node_modules/**',
    ],
  },
})
