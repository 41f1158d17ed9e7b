// Declared input on the command line: files that processes are given.

import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { FilesByProcess } from '@kos/solution'
import { UsageError } from './inputs.ts'

/** What `--file process:name=path` says. Throws UsageError for other texts, and for no files. */
export function declaredInput(texts: readonly string[], cwd: string): FilesByProcess {
  const files = new Map<string, Record<string, string>>()
  for (const text of texts) {
    const [, process, name, path] = /^([^:=]+):([^=]+)=(.+)$/s.exec(text) ?? []
    if (process === undefined || name === undefined || path === undefined)
      throw new UsageError(`--file ${text}: write PROCESS:NAME=PATH`)
    if (statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFile() !== true)
      throw new UsageError(`--file ${text}: there is no file ${path}`)
    files.set(process, { ...files.get(process), [name]: path })
  }
  return Object.fromEntries(files)
}
