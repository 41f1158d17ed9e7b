// The tarballs as a release makes them: each package is packed in a fresh clone, where nothing is
// built, so what `prepack` does not build is not there.

import { join } from 'node:path'
import { runScript } from './command.ts'
import { copyClone, folderOf, manifestIn, packageNames, root } from './repository.ts'

/** Packs all packages of a clone, below `folder`. The paths of the tarballs by package name. */
export function packClone(folder: string): ReadonlyMap<string, string> {
  const [clone, tarballs] = [join(folder, 'clone'), join(folder, 'tarballs')]
  copyClone(clone)
  const pnpm = (args: readonly string[]): string =>
    runScript(['tooling/bootstrap.mjs', 'pnpm', ...args], {
      cwd: clone,
      // A build of the same sources may come from the cache of this repository.
      env: { TURBO_CACHE_DIR: join(root, '.turbo', 'cache') },
    })
  pnpm(['install', '--frozen-lockfile', '--prefer-offline'])
  const each = ['-r', '--workspace-concurrency=1', '--filter', './packages/*']
  pnpm([...each, 'pack', '--pack-destination', tarballs])
  return new Map(
    packageNames.map((name) => {
      const { version } = manifestIn(join(root, 'packages', folderOf(name)))
      return [name, join(tarballs, `kos-${folderOf(name)}-${version}.tgz`)]
    }),
  )
}
