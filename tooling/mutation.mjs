// Mutation testing (Stryker): `node tooling/mutation.mjs handles ipc` for packages,
// `node tooling/mutation.mjs handles/src/space.ts:81-94` for files, or lines, of one.
// It changes the source a little, thousands of times, and counts which changes no test notices.
// A run takes minutes for a package, so it is no part of `npm test`.
// The scores and what explains the survivors stand in packages/testing/README.md.
import { Stryker } from '@stryker-mutator/core'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Random tests find what they find in their first runs. With fewer than 60 the model of `ipc` says
// that too little happens in it.
process.env.KOS_MODEL_RUNS ??= '60'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

// What is mutated, where it is not the whole source.
const sources = {
  kernel: ['syscall-entry', 'syscall-gatekeeper', 'kernel-core', 'host-code'].map(
    (file) => `src/${file}.ts`,
  ),
}

// Tests that are run, where they are not all that reach the source: nearly every test of the kernel
// reaches its entry. What these do not notice is run again beside others (KOS_MUTATION_TESTS).
const tests = {
  kernel: [
    'audit',
    'call-order',
    'dead-creator',
    'host-code',
    'inside',
    'policy',
    'registers',
    'seeing',
    'syscall-entry',
    'syscall-gatekeeper',
    'syscall-messages',
    'watchdog',
  ],
}

/** What is mutated of each package: the files and ranges of lines that are named, or its sources. */
const chosen = new Map()
for (const argument of process.argv.slice(2)) {
  const [name, ...file] = argument.split('/')
  const patterns = file.length > 0 ? [file.join('/')] : (sources[name] ?? ['src/**/*.ts'])
  chosen.set(name, [...(chosen.get(name) ?? []), ...patterns])
}

for (const [name, mutate] of chosen) {
  const folder = join(root, 'packages', name)
  if (!existsSync(folder)) throw new Error(`there is no package ${name}`)
  process.chdir(folder)
  const stryker = new Stryker({
    mutate,
    testFiles: (process.env.KOS_MUTATION_TESTS?.split(',') ?? tests[name] ?? []).map(
      (file) => `test/${file}.test.ts`,
    ),
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: '../../tooling/mutation.vitest.config.ts', related: false },
    // The copy lies as deep as the package, so that paths to the root lead there from it, too.
    tempDirName: '../../.stryker-tmp',
    // The kernel tells its own frames in a stack by their folder, so it can't run in a copy. Its
    // files are changed where they are, and restored: commit before.
    inPlace: name === 'kernel',
    disableTypeChecks: false,
    coverageAnalysis: 'perTest',
    concurrency: Number(process.env.KOS_MUTATION_WORKERS ?? 2),
    ignoreStatic: true,
    // Its rewriting of tsconfig.json needs an API that TypeScript 7 does not have.
    tsconfigFile: 'none',
    reporters: ['progress-append-only', 'clear-text', 'json', 'html'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    jsonReporter: { fileName: join(root, 'coverage', 'mutation', `${name}.json`) },
    htmlReporter: { fileName: join(root, 'coverage', 'mutation', `${name}.html`) },
    // Beside half again of what the tests took without a change. A busy machine needs more, or
    // changes count as noticed that are not.
    timeoutMS: Number(process.env.KOS_MUTATION_TIMEOUT ?? 8_000),
    // A run after new tests takes seconds: of changes that were noticed nothing is run again.
    incremental: true,
    incrementalFile: join(root, 'coverage', 'mutation', `${name}-incremental.json`),
  })
  await stryker.runMutationTest()
}
