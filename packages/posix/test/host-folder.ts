// A folder of the host for a test: empty, with a neighbour that nobody may touch, gone afterwards.

import * as host from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { hostFileSystem, type HostFileSystemOptions, type NodeFileSystem } from '@kos/posix/node'

/** What stands in the file outside. */
export const secret = 'the canary'

/** `folder` with a file system on it, beside `outside` with a file and a directory. */
export class HostFolder implements Disposable {
  readonly base: string = host.mkdtempSync(join(tmpdir(), 'kos-host-'))
  readonly folder: string = join(this.base, 'folder')
  readonly outside: string = join(this.base, 'outside')
  readonly #made: NodeFileSystem[] = []

  constructor() {
    host.mkdirSync(this.folder)
    host.chmodSync(this.base, 0o755)
    host.mkdirSync(join(this.outside, 'directory'), { recursive: true })
    host.writeFileSync(join(this.outside, 'file'), secret)
  }

  /** A file system on the folder, which ends with it. */
  fileSystem(options: HostFileSystemOptions = {}): NodeFileSystem {
    const made = hostFileSystem(this.folder, options)
    this.#made.push(made)
    return made
  }

  /** A path in the folder. */
  at(...names: string[]): string {
    return join(this.folder, ...names)
  }

  /** Fails if anything outside is not as it was. */
  expectUntouched(): void {
    const { outside } = this
    expect(host.readdirSync(outside, { recursive: true }).sort()).toEqual(['directory', 'file'])
    expect(host.readFileSync(join(outside, 'file'), 'utf8')).toBe(secret)
    const { mode, nlink } = host.lstatSync(join(outside, 'file'))
    expect([mode & 0o777, nlink]).toEqual([0o644, 1])
  }

  [Symbol.dispose](): void {
    for (const each of this.#made) each[Symbol.dispose]()
    host.rmSync(this.base, { recursive: true, force: true })
  }
}

/** Descriptors of this process that are open on files below a path, or on removed ones. */
export function descriptorsBelow(path: string): string[] {
  const found: string[] = []
  for (const name of host.readdirSync('/proc/self/fd')) {
    try {
      const target = host.readlinkSync(`/proc/self/fd/${name}`)
      if (target.startsWith(path)) found.push(target)
    } catch {
      // It was the descriptor of the listing.
    }
  }
  return found
}
