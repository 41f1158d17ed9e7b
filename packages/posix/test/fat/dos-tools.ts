// Tools of others for FAT: dosfstools and mtools of Debian. Where they are not there and the test is
// root, they are installed; else tests that need them are skipped, with the reason.

import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const path = `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`
const env = { ...process.env, PATH: path, LC_ALL: 'C.UTF-8', MTOOLS_SKIP_CHECK: '1', TZ: 'UTC' }
const packages = ['dosfstools', 'mtools']

function isThere(tool: string): boolean {
  return spawnSync('which', [tool], { env }).status === 0
}

function areAllThere(): boolean {
  return ['mkfs.fat', 'fsck.fat', 'mcopy', 'mdir', 'mtype', 'mmd'].every(isThere)
}

/** Why the tools cannot be used; empty if they can. */
export function missingTools(): string {
  if (areAllThere()) return ''
  const what = `${packages.join(' and ')} are not installed`
  if (process.platform !== 'linux' || process.geteuid?.() !== 0) return `${what}, and only root may`
  const wait = ['-o', 'DPkg::Lock::Timeout=60']
  const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, timeout: 150_000 }
  const install = () =>
    spawnSync(
      'apt-get',
      [...wait, 'install', '-y', '--no-install-recommends', ...packages],
      options,
    )
  if (install().status !== 0) {
    spawnSync('apt-get', [...wait, 'update'], options)
    install()
  }
  return areAllThere() ? '' : `${what}, and apt-get cannot get them`
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
