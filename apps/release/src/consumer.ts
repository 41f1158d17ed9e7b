// A folder outside the repository that uses the packages as everybody does: npm installs the
// tarballs, the examples of the READMEs are its files, and a compiler without any setting that
// forgives checks them.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run, runScript } from './command.ts'
import { type Example, examplesOf, interfaceFilesOf } from './readme.ts'
import { folderOf, manifestIn, packageNames, root } from './repository.ts'
import type { Compiler, Engine } from './toolchains.ts'

/** Entries that import vitest or a client of NATS: their declarations want the DOM or Node. */
const wantsPlatform = (entry: string): boolean =>
  /\/(policy-matchers|matchers|conformance|messagebus-nats)$/.test(entry)

/** Programs whose imports stand in either order. */
const importOrders = {
  'matchers-first': ["import '@kos/testing/matchers'", "import { expect } from 'vitest'"],
  'vitest-first': ["import { expect } from 'vitest'", "import '@kos/testing/matchers'"],
}

/** What the READMEs say that a type check needs. */
const language = ['es2023', 'esnext.disposable']

/** A folder with the packages and their examples. */
export class Consumer {
  readonly #folder: string
  readonly #examples: Example[] = []

  constructor(folder: string, tarballs: ReadonlyMap<string, string>) {
    this.#folder = folder
    mkdirSync(folder, { recursive: true })
    const names = Array.from(tarballs.keys())
    this.#write(
      'package.json',
      JSON.stringify({
        private: true,
        type: 'module',
        dependencies: {
          ...Object.fromEntries(Array.from(tarballs, ([name, path]) => [name, `file:${path}`])),
          vitest: manifestIn(join(root, 'apps', 'release', 'node_modules', 'vitest')).version,
        },
        // Packages of this repository need each other, and none is in a registry.
        overrides: Object.fromEntries(names.map((name) => [name, `$${name}`])),
      }),
    )
    run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], { cwd: folder })
  }

  /** The examples that were written. */
  get examples(): readonly Example[] {
    return this.#examples
  }

  /** The folder of an installed package. */
  folderOf(name: string): string {
    return join(this.#folder, 'node_modules', name)
  }

  /** Writes the examples of all READMEs, and programs that import all entries. */
  writeExamples(): void {
    this.#writeExamplesOf(readFileSync(join(root, 'README.md'), 'utf8'), 'kos')
    for (const name of packageNames)
      this.#writeExamplesOf(
        readFileSync(join(this.folderOf(name), 'README.md'), 'utf8'),
        folderOf(name),
      )
    const entries = packageNames.flatMap((name) =>
      Object.keys(manifestIn(this.folderOf(name)).exports).map((entry) => name + entry.slice(1)),
    )
    this.#writeEntries(
      'entries.ts',
      entries.filter((entry) => !wantsPlatform(entry)),
    )
    this.#writeEntries('platform-entries.ts', entries.filter(wantsPlatform))
    for (const [id, imports] of Object.entries(importOrders))
      this.#write(
        `${id}.ts`,
        [...imports, 'expect(0).toBeOk()', 'expect([0]).toEqual([expect.toBeOk()])', ''].join('\n'),
      )
  }

  #writeExamplesOf(readme: string, name: string): void {
    const files = interfaceFilesOf(readme)
    for (const example of examplesOf(readme, name)) {
      this.#examples.push(example)
      this.#write(sourceOf(example), example.text)
      if (files.size === 0) continue
      const cwd = join('examples', example.id)
      for (const [path, text] of files) this.#write(join(cwd, 'resources', path), text)
      run(
        join(this.#folder, 'node_modules', '.bin', 'kos'),
        ['gen', 'resources', '-o', 'generated'],
        {
          cwd: join(this.#folder, cwd),
        },
      )
    }
  }

  #writeEntries(path: string, entries: readonly string[]): void {
    const lines = entries.map((entry, index) => `export * as entry${index} from '${entry}'\n`)
    this.#write(path, lines.join(''))
  }

  #write(path: string, text: string): void {
    mkdirSync(dirname(join(this.#folder, path)), { recursive: true })
    writeFileSync(join(this.#folder, path), text)
  }

  /** Checks everything, declarations too, and emits the examples as JavaScript. */
  compile(compiler: Compiler): void {
    this.#compileFiles(compiler, 'entries', ['entries.ts'], language)
    const withConsole = [...language, 'dom']
    const alone = this.#examples.filter(({ needsBroker }) => !needsBroker)
    const examples = ['platform-entries.ts', ...alone.map(sourceOf)]
    this.#compileFiles(compiler, 'examples', examples, withConsole)
    const others = this.#examples.filter(({ needsBroker }) => needsBroker)
    this.#compileFiles(compiler, 'broker-examples', others.map(sourceOf), withConsole, ['node'])
    for (const id of Object.keys(importOrders))
      this.#compileFiles(compiler, id, [`${id}.ts`], withConsole)
  }

  #compileFiles(
    { tsc, module }: Compiler,
    id: string,
    files: readonly string[],
    lib: readonly string[],
    types: readonly string[] = [],
  ): void {
    const resolution =
      module === 'nodenext' ? { module } : { module: 'esnext', moduleResolution: module }
    const compilerOptions = {
      ...resolution,
      target: 'es2022',
      lib,
      types,
      strict: true,
      noEmitOnError: true,
      rootDir: '.',
      outDir: 'out',
    }
    this.#write(`tsconfig.${id}.json`, JSON.stringify({ compilerOptions, files }))
    runScript([tsc, '-p', `tsconfig.${id}.json`], { cwd: this.#folder })
  }

  /**
   * Runs an example, if it needs no broker: what the compiler made of it, and the file itself in all
   * ways.
   */
  runExample(example: Example, { path, runners }: Engine): void {
    if (example.needsBroker) return
    const options = { cwd: this.#folder }
    const source = sourceOf(example)
    if (example.isTest) {
      runScript(['node_modules/vitest/vitest.mjs', 'run', '--dir', dirname(source)], options, path)
      return
    }
    runScript([join('out', source.replace(/\.ts$/, '.js'))], options, path)
    for (const { args, takesUsing, findsSources } of runners) {
      if (!takesUsing && /^ *(await )?using /m.test(example.text)) continue
      if (!findsSources && example.text.includes("from './")) continue
      runScript([...args, source], options, path)
    }
  }
}

/** The path of an example in the folder. */
function sourceOf({ id, isTest }: Example): string {
  return join('examples', id, isTest ? 'main.test.ts' : 'main.ts')
}
