// The tests as mutation testing runs them: without those of README
// texts and long ones, which would run for each of many mutants.
import { mergeConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import base from './vitest.config.ts'

/** Models last: most changes are noticed by a test of one statement, in a fraction of the time. */
class ModelsLast extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isModel = ({ moduleId }: TestSpecification): number =>
      Number(moduleId.endsWith('model.test.ts'))
    const sorted = await super.sort(files)
    return sorted.sort((a, b) => isModel(a) - isModel(b))
  }
}

export default mergeConfig(base, {
  test: {
    sequence: { sequencer: ModelsLast },
    // A million handles show no more of a change than a thousand do, nor does each of 500 calls.
    testNamePattern: /^(?!.*(million|2\^20|at every call))/,
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
