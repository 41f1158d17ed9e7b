// Tests of programs, run by vitest: that of the folder, or the one beside this package.
//
// What tests import as `@kos/...` are the very modules that this `kos` runs with, so that a folder
// needs no install.

import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import type { startVitest } from 'vitest/node'
import { manifestOf, ownModule, packageOf, resolvedFrom } from '../own-modules.ts'

/** A test of a program, and how it ended. */
export interface ProgramTest {
  readonly file: string
  /** With the names of the groups that it is in. */
  readonly name: string
  readonly state: string
  readonly errors: readonly string[]
}

/** What became of the tests. */
export interface ProgramTests {
  readonly passed: boolean
  readonly tests: readonly ProgramTest[]
}

/** What vitest is run with. */
export interface VitestOptions {
  /** The folder, by its absolute path. */
  readonly folder: string
  /** Parts of paths of test files; empty for all. */
  readonly files: readonly string[]
  /** Whether vitest shows nothing itself. */
  readonly isQuiet: boolean
  /** Whether it may show colours. */
  readonly isColoured: boolean
}

/** Runs the tests of a folder; null if there is no vitest. */
export async function runVitest(options: VitestOptions): Promise<ProgramTests | null> {
  // Of its own accord vitest colours what goes into a pipe. It looks once, when it is imported.
  if (!options.isColoured) process.env['NO_COLOR'] = '1'
  const start = await vitestFor(options.folder)
  if (start === null) return null
  const { folder, files, isQuiet } = options
  const code = process.exitCode
  const vitest = await start(
    'test',
    [...files],
    {
      root: folder,
      watch: false,
      // Kernels and libraries are as they are built: nothing is left to transform.
      server: { deps: { external: [/[\\/]dist[\\/]/] } },
      ...(isQuiet ? { reporters: [silent] } : {}),
    },
    { plugins: [ownModules, javaScript] },
  )
  const tests = vitest.state.getTestModules().flatMap((module) =>
    [...module.children.allTests()].map((test) => ({
      file: module.relativeModuleId,
      name: test.fullName,
      state: test.result().state,
      errors: test.result().errors?.map(({ message }) => message) ?? [],
    })),
  )
  const failed =
    vitest.state.getCountOfFailedTests() > 0 || vitest.state.getUnhandledErrors().length > 0
  const broken = vitest.state.getTestModules().some((module) => !module.ok())
  await vitest.close()
  // The exit code is that of the command.
  process.exitCode = code
  return { passed: !failed && !broken && tests.length > 0, tests }
}

const silent = {}

// Of its own accord vitest compiles TypeScript only: Node.js 20 and 22 have no `using` in JavaScript.
const compiled = { include: /\.m?[jt]sx?$/, exclude: /[\\/](?:node_modules|dist)[\\/]/ }

const javaScript = {
  name: 'kos:javascript',
  config(this: { readonly meta: object }): object {
    return 'rolldownVersion' in this.meta ? { oxc: compiled } : { esbuild: compiled }
  },
}

const ownModules = {
  name: 'kos:own-modules',
  enforce: 'pre',
  resolveId: (id: string) => (id.startsWith('@kos/') ? ownModule(id) : null),
} as const

async function vitestFor(folder: string): Promise<typeof startVitest | null> {
  const manifest = resolvedFrom(folder, 'vitest/package.json') ?? ownModule('vitest/package.json')
  if (manifest === null) return null
  const root = packageOf(manifest)
  const entry = manifestOf(root).exports?.['./node'] as { readonly default: string } | undefined
  if (entry === undefined) return null
  const module = (await import(pathToFileURL(join(root, entry.default)).href)) as {
    readonly startVitest: typeof startVitest
  }
  return module.startVitest
}
