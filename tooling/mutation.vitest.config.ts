// The tests as mutation testing runs them: without type tests, which no mutant reaches, those of
// README texts, and long ones, which would run for each of many mutants.
import { mergeConfig } from 'vitest/config'
import base from './vitest.config.ts'

export default mergeConfig(base, {
  test: {
    typecheck: { enabled: false },
    // A million handles show no more of a change than a thousand do.
    testNamePattern: /^(?!.*(million|2\^20))/,
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
