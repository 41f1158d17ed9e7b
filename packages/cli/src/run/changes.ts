// Waits for changes of the files that a solution was read from: for `--watch`.

import { type FSWatcher, watch } from 'node:fs'
import { dirname, join } from 'node:path'

/** Files whose changes may concern a solution, though it did not read them before. */
const kinds = /\.(?:[cm]?[jt]s|psl|psl\.in|idl|cdl|edl|yaml|yaml\.in|json|h)$/

const settleTime = 60

/**
 * Resolves when one of `inputs` changes, or a file that is new beside them; `stop` gives up. Files
 * in `ignored`, which kos itself writes, do not count.
 */
export function nextChange(
  inputs: readonly string[],
  folder: string,
  ignored: string,
): { readonly changed: Promise<string>; stop(): void } {
  const folders = new Set([folder, ...inputs.map((path) => dirname(path))])
  folders.delete(ignored)
  const watchers: FSWatcher[] = []
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    clearTimeout(timer)
    for (const watcher of watchers) watcher.close()
  }
  const changed = new Promise<string>((resolve) => {
    for (const each of folders) {
      const watcher = watch(each, (_, name) => {
        if (name === null || !kinds.test(name) || each.startsWith(`${ignored}/`)) return
        // Editors write in several steps.
        clearTimeout(timer)
        timer = setTimeout(() => {
          stop()
          resolve(join(each, name))
        }, settleTime)
      })
      watchers.push(watcher)
    }
  })
  return { changed, stop }
}
