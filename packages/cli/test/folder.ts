// Folders for tests, and the command run in them.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { main } from '../src/index.ts'
import type { FileSet } from './traffic.ts'

/** What a run of the command said. */
export interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A folder that goes away at the end. */
export class Folder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), 'kos-cli-'))

  constructor(files: FileSet) {
    for (const [path, text] of Object.entries(files)) this.write(path, text)
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.path, path)), { recursive: true })
    writeFileSync(join(this.path, path), text)
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8')
  }

  /** The paths of all files below `folder`. */
  files(folder: string): string[] {
    const entries = readdirSync(join(this.path, folder), { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.path, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .toSorted()
  }

  /** Runs `kos` in the folder, or in one inside it; `input` is what comes over standard input. */
  async kos(args: readonly string[], inside = '', input = ''): Promise<Run> {
    const said = { out: '', err: '' }
    const code = await main(args, {
      cwd: join(this.path, inside),
      input: () => input,
      out: (text) => void (said.out += text),
      err: (text) => void (said.err += text),
    })
    return { code, ...said }
  }

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true, force: true })
  }
}

/** What `action` answers for each item, one after the other. */
export async function inTurn<T, R>(
  items: readonly T[],
  action: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await action(item))
  return results
}
