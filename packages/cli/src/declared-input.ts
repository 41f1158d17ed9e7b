// Files on the command line: those that processes are given, their declared input, and those that
// disks of the machine are given.

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
    checkFile(`--file ${text}`, path, cwd)
    files.set(process, { ...files.get(process), [name]: path })
  }
  return Object.fromEntries(files)
}

/** What `--disk name=path` says: paths by disk. Throws UsageError as `declaredInput`. */
export function disksGiven(
  texts: readonly string[],
  cwd: string,
): Readonly<Record<string, string>> {
  const disks = new Map<string, string>()
  for (const text of texts) {
    const [, name, path] = /^([^=]+)=(.+)$/s.exec(text) ?? []
    if (name === undefined || path === undefined)
      throw new UsageError(`--disk ${text}: write DISK=PATH`)
    checkFile(`--disk ${text}`, path, cwd)
    disks.set(name, path)
  }
  return Object.fromEntries(disks)
}

function checkFile(option: string, path: string, cwd: string): void {
  if (statSync(resolve(cwd, path), { throwIfNoEntry: false })?.isFile() !== true)
    throw new UsageError(`${option}: there is no file ${path}`)
}
