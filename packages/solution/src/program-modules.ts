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

/** A folder for the modules of one load. */
export class ModuleFolder {
  readonly path: string = realpathSync(mkdtempSync(join(tmpdir(), 'kos-')))

  /** Imports the programs, one after the other, so that what they print is in order. */
  async load(bundles: readonly ProgramBundle[]): Promise<readonly ModuleOutcome[]> {
    // So stacks name lines of the programs themselves. Node.js has it for all modules or for none.
    process.setSourceMapsEnabled(true)
    const outcomes: ModuleOutcome[] = []
    for (const [i, bundle] of bundles.entries()) {
      const path = join(this.path, `${i}.mjs`)
      writeFileSync(path, bundle.text)
      outcomes.push(await outcomeOf(bundle, path))
    }
    return outcomes
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true })
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
