// A folder of the host that Node.js runs on, for programs of kos, which never get out of it.

import * as host from 'node:fs'
import { DescriptorReach, hasDescriptorPaths, openFolder } from './descriptor-reach.ts'
import { flagsOf, type NodeFs } from './node-fs.ts'
import { NodeFileSystem, type NodeFileSystemOptions } from './node-file-system.ts'
import { PathReach } from './path-reach.ts'
import type { Confinement } from './reach.ts'

/** How a folder of the host is used. */
export interface HostFileSystemOptions extends NodeFileSystemOptions {
  /**
   * How programs are kept in the folder: `descriptors` where the host can do that, which is Linux
   * with /proc, else `checked`. A TypeError is thrown for `descriptors` elsewhere.
   */
  readonly confinement?: Exclude<Confinement, 'none'>
}

/**
 * A folder of the host as a file system. The path of the folder may lead through symbolic links;
 * what is in the folder leads nowhere else: symbolic links are only told, never followed by the host;
 * directories of other file systems of the host are EXDEV, and not listed; FIFOs, sockets and devices
 * are seen, and ENXIO to open. Where a file has a name outside, too (a hard link), nobody can tell.
 *
 * The folder stays the one that it was, whatever it is renamed to (`confinement` is `descriptors`).
 * Dispose the file system to close its descriptors. Throws what Node throws if the folder can't be
 * opened.
 */
export function hostFileSystem(
  folder: string,
  options: HostFileSystemOptions = {},
): NodeFileSystem {
  const fs: NodeFs = host
  const flags = flagsOf(fs)
  const canDescribe = process.platform === 'linux' && hasDescriptorPaths(fs, flags)
  const { confinement = canDescribe ? 'descriptors' : 'checked' } = options
  if (confinement === 'descriptors' && !canDescribe)
    throw new TypeError('This host has no descriptors below /proc')
  const path = host.realpathSync(folder)
  if (confinement === 'checked')
    return new NodeFileSystem(
      fs,
      path,
      options,
      (table) => new PathReach(fs, table, path, 'checked', flags),
    )
  const handle = openFolder(fs, path, flags)
  try {
    return new NodeFileSystem(fs, `/proc/self/fd/${handle}/.`, options, (table) => {
      table.root.handle = handle
      return new DescriptorReach(fs, table, flags)
    })
  } catch (error) {
    host.closeSync(handle)
    throw error
  }
}
