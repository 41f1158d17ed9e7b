// Runs the modules of programs: bundles are written to a folder of their own, imported, and removed.
// Each load has a folder of its own, so it gets modules of its own.

import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ProgramBundle } from './bundle.ts'

/** What a module of a program did when it was loaded. */
export type ModuleOutcome =
  | { readonly bundle: ProgramBundle; readonly path: string; readonly exported: unknown }
  | { readonly bundle: ProgramBundle; readonly path: string; readonly thrown: unknown }

/** Runs the modules, one after the other, so that what they print is in order. */
export async function runModules(
  bundles: readonly ProgramBundle[],
): Promise<readonly ModuleOutcome[]> {
  // So stacks name lines of the programs themselves. Node.js has it for all modules or for none.
  process.setSourceMapsEnabled(true)
  const folder = mkdtempSync(`${moduleFolders()}kos-`)
  const allow = refuseExit()
  try {
    const outcomes: ModuleOutcome[] = []
    for (const [i, bundle] of bundles.entries()) {
      const path = join(folder, `${i}.mjs`)
      writeFileSync(path, bundle.text)
      outcomes.push(await outcomeOf(bundle, path))
    }
    return outcomes
  } finally {
    allow()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where the folders of modules are, with a `/` at the end: source maps count from one of them. */
export function moduleFolders(): string {
  return join(realpathSync(tmpdir()), '/')
}

let exit: unknown
let refusing = 0

// A module that ends the process of the host would end a check of it, as if all were well. Several
// loads may be at it; answers what ends this one.
function refuseExit(): () => void {
  if (refusing++ === 0) exit = Reflect.get(process, 'exit')
  process.exit = (code) => {
    throw new Error(`process.exit(${code ?? ''}) was called`)
  }
  return () => {
    if (--refusing === 0) Reflect.set(process, 'exit', exit)
  }
}

async function outcomeOf(bundle: ProgramBundle, path: string): Promise<ModuleOutcome> {
  try {
    const module = (await import(/* @vite-ignore */ pathToFileURL(path).href)) as object
    return { bundle, path, exported: (module as { default?: unknown }).default }
  } catch (thrown) {
    return { bundle, path, thrown }
  }
}
