// Mutation testing (Stryker) of packages: `node tooling/mutation.mjs handles ipc notice kernel`.
// It changes the source a little, thousands of times, and counts which changes no test notices.
// A run takes minutes for a package, so it is no part of `npm test`.
// The score and what explains the survivors stand in packages/testing/README.md.
import { Stryker } from '@stryker-mutator/core'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Random tests find what they find in their first runs.
process.env.KOS_MODEL_RUNS ??= '50'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

// What is mutated, where it is not the whole source.
const sources = {
  kernel: ['syscall-entry.ts', 'kernel-core.ts', 'host-code.ts'].map((file) => `src/${file}`),
}

for (const name of process.argv.slice(2)) {
  const folder = join(root, 'packages', name)
  if (!existsSync(folder)) throw new Error(`there is no package ${name}`)
  process.chdir(folder)
  const stryker = new Stryker({
    mutate: sources[name] ?? ['src/**/*.ts'],
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: '../../tooling/mutation.vitest.config.ts', related: false },
    // The copy lies as deep as the package, so that paths to the root lead there from it, too.
    tempDirName: '../../.stryker-tmp',
    coverageAnalysis: 'perTest',
    concurrency: Number(process.env.KOS_MUTATION_WORKERS ?? 2),
    ignoreStatic: true,
    // Its rewriting of tsconfig.json needs an API that TypeScript 7 does not have.
    tsconfigFile: 'none',
    reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: join(root, 'coverage', 'mutation', `${name}.json`) },
    htmlReporter: { fileName: join(root, 'coverage', 'mutation', `${name}.html`) },
    timeoutMS: 20_000,
  })
  await stryker.runMutationTest()
}
