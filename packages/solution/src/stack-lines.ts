// Stacks that name the lines of programs under a test runner as well. Node.js maps stacks by the
// source maps of the modules that it loads; a runner that maps stacks by itself (vitest) replaces
// that, and knows nothing of modules that it did not load.

import { findSourceMap } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { moduleFolders } from './program-modules.ts'

type Prepare = NonNullable<typeof Error.prepareStackTrace>

let mapping: Prepare | null = null

/** From now on the stacks of modules of programs name the lines that these were made of. */
export function mapStacks(): void {
  const outer = Reflect.get(Error, 'prepareStackTrace') as Prepare | undefined
  // Node.js maps by itself.
  if (outer === undefined || outer === mapping) return
  const folders = `${moduleFolders()}kos-`
  mapping = (error, sites) => {
    const stack: unknown = outer(error, sites)
    return typeof stack === 'string' && stack.includes(folders) ? mapStack(stack) : stack
  }
  Error.prepareStackTrace = mapping
}

// `main (/tmp/kos-1/0.cjs:121:30)` as `main (/home/me/traffic/src/Client.ts:7:5)`.
function mapStack(stack: string): string {
  return stack.replaceAll(
    /((?:file:\/\/)?\/[^\s():]+):(\d+):(\d+)/g,
    (frame, source: string, line: string, column: string) =>
      mapped(source, Number(line), Number(column)) ?? frame,
  )
}

function mapped(source: string, line: number, column: number): string | null {
  const path = source.startsWith('file://') ? fileURLToPath(source) : source
  // Of other modules Node.js knows no map here.
  const entry = findSourceMap(path)?.findEntry(line - 1, column - 1)
  if (entry === undefined || !('originalSource' in entry)) return null
  const original = fileURLToPath(new URL(entry.originalSource, pathToFileURL(path)))
  return `${original}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
}
