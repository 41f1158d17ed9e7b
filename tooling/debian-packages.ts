// Programs of Debian that tests use beside kos. Where they are not there and the test may install
// packages, they are installed; else tests that need them are skipped, with the reason.

import { spawnSync } from 'node:child_process'

/** The environment in which such programs are found. */
export const debianEnv: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin`,
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
}

function succeeds(command: string, args: readonly string[]): boolean {
  const env = { ...debianEnv, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync(command, args, { env, timeout: 150_000 }).status === 0
}

// Root, or somebody whom sudo asks for no password.
function aptGet(...args: readonly string[]): boolean {
  // Several workers may want packages at once.
  const all = ['apt-get', '-o', 'DPkg::Lock::Timeout=120', ...args]
  if (process.geteuid?.() === 0) return succeeds('apt-get', all.slice(1))
  return succeeds('sudo', ['-n', ...all])
}

/** Why the programs of the packages cannot be used; empty if they can. */
export function missingPrograms(programs: readonly string[], packages: readonly string[]): string {
  const areThere = (): boolean => programs.every((program) => succeeds('which', [program]))
  if (areThere()) return ''
  const what = `${packages.join(' and ')} ${packages.length === 1 ? 'is' : 'are'} not installed`
  if (process.platform !== 'linux') return `${what}, and this is not Linux`
  const install = (): boolean =>
    aptGet('install', '-y', '--no-install-recommends', ...packages) && areThere()
  if (install()) return ''
  aptGet('update')
  return install() || areThere() ? '' : `${what}, and apt-get cannot get them`
}
