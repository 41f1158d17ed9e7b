// Programs that can be made anew at any time: what their modules keep in variables is new as well.
// For many runs of one solution, as searches make.
//
// A module that is imported stays for ever, so an import per run would grow: by 2 ms and 0.1 MB for
// a module of 20 KB. So the text of a program becomes the body of a function, which is loaded once,
// and called for each instance. What is no function body (an `await` at the top) is imported each
// time all the same.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import type { ProgramBundle } from './bundle.ts'
import { type ModuleOutcome, moduleFolders, runModules } from './program-modules.ts'
import { mapStacks } from './stack-lines.ts'

interface Exports {
  readonly default?: unknown
}
type ModuleBody = (require: NodeJS.Require, module: { exports: Exports }, exports: Exports) => void

/** Makes instances of programs. */
export class ProgramInstances {
  readonly #bundles: readonly ProgramBundle[]
  #bodies: Promise<readonly (ModuleBody | null)[]> | null = null

  constructor(bundles: readonly ProgramBundle[]) {
    this.#bundles = bundles
  }

  /** One instance of each program, made in their order. */
  async make(): Promise<readonly ModuleOutcome[]> {
    const bodies = await (this.#bodies ??= bodiesOf(this.#bundles))
    const outcomes: ModuleOutcome[] = []
    for (const [i, bundle] of this.#bundles.entries()) {
      const body = bodies[i] ?? null
      outcomes.push(...(body === null ? await runModules([bundle]) : [outcomeOf(bundle, body)]))
    }
    return outcomes
  }
}

async function bodiesOf(bundles: readonly ProgramBundle[]): Promise<(ModuleBody | null)[]> {
  mapStacks()
  const folder = mkdtempSync(`${moduleFolders()}kos-`)
  try {
    const paths = bundles.map((_, i) => join(folder, `${i}.cjs`))
    return await Promise.all(bundles.map(({ text }, i) => bodyOf(text, paths[i] as string)))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// Node.js loads it as a module of CommonJS, and reads its source map: so stacks name the lines of
// the program.
async function bodyOf(text: string, path: string): Promise<ModuleBody | null> {
  if (/\bimport\.meta\b(?!\.url\b)/.test(text)) return null
  try {
    const { code } = await transform(text, {
      format: 'cjs',
      platform: 'node',
      target: `node${process.versions.node}`,
      sourcemap: 'inline',
      sourcefile: path,
      define: { 'import.meta.url': JSON.stringify(pathToFileURL(path).href) },
      banner: 'module.exports = (require, module, exports) => { "use strict";',
      footer: '}',
      logLevel: 'silent',
    })
    writeFileSync(path, code)
    return createRequire(path)(path) as ModuleBody
  } catch {
    // An `await` at the top is no function body. All other mistakes were found by the import.
    return null
  }
}

function outcomeOf(bundle: ProgramBundle, body: ModuleBody): ModuleOutcome {
  const path = bundle.program
  const module: { exports: Exports } = { exports: {} }
  try {
    body(createRequire(path), module, module.exports)
    return { bundle, path, exported: module.exports.default }
  } catch (thrown) {
    return { bundle, path, thrown }
  }
}
