// Tools of others for FAT: dosfstools and mtools of Debian.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
// @boundaries-ignore tooling of tests belongs to no package
import { debianEnv, missingPrograms } from '../../../../tooling/debian-packages.ts'

const env = { ...debianEnv, MTOOLS_SKIP_CHECK: '1' }

/** Why the tools cannot be used; empty if they can. */
export function missingTools(): string {
  const tools = ['mkfs.fat', 'fsck.fat', 'mcopy', 'mdir', 'mtype', 'mmd']
  return missingPrograms(tools, ['dosfstools', 'mtools'])
}

/** A folder for images, and the tools that work in it. */
export class DosTools implements Disposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'kos-fat-'))

  /** Runs a tool; answers what it prints. Throws if it fails. */
  run(tool: string, ...args: readonly string[]): string {
    return execFileSync(tool, args, { cwd: this.folder, env, encoding: 'utf8', stdio: 'pipe' })
  }

  /** What fsck.fat says, and the status that it ends with. */
  check(image: Uint8Array, ...flags: readonly string[]): { status: number | null; text: string } {
    this.put('checked.img', image)
    const args = [...(flags.length === 0 ? ['-n'] : flags), 'checked.img']
    const { status, stdout } = spawnSync('fsck.fat', args, {
      cwd: this.folder,
      env,
      encoding: 'utf8',
    })
    return { status, text: stdout }
  }

  put(name: string, bytes: Uint8Array): void {
    writeFileSync(join(this.folder, name), bytes)
  }

  get(name: string): Uint8Array {
    return new Uint8Array(readFileSync(join(this.folder, name)))
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}
