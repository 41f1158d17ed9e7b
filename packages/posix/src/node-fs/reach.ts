// How the host is asked about a file: through descriptors that name it (descriptor-reach.ts), or by
// a path made of the names of the directories that it was found in (path-reach.ts).

import type { NodeStats } from './node-fs.ts'
import type { NodeInode } from './node-inode.ts'

/**
 * How sure it is that nothing outside of the folder is reached: `descriptors` - the host never
 * resolves more than one name of it, so there is no race; `checked` - each directory of a path is
 * looked at before and after the operation: who swaps one in between can lead it out; `none` - no
 * check at all.
 */
export type Confinement = 'descriptors' | 'checked' | 'none'

/**
 * Ways to a file. Answers are results, or negated error numbers: ESTALE if the file is no longer
 * where it was found, and those of the host. No descriptor is closed before the next operation.
 */
export interface Reach {
  readonly confinement: Confinement
  /** A path for what is done to an entry of a directory, and never follows it. */
  entry(directory: NodeInode, name: string): string | number
  /** After an operation on an entry of a directory: 0 if the directory was where it should be. */
  confirm(directory: NodeInode): number
  /** What the host says of a file; it is the same file. */
  stat(inode: NodeInode): NodeStats | number
  /** Sees to it that the file can be reached when its entry is gone, if the host can do that. */
  hold(inode: NodeInode): number
  /** Opens a regular file or a directory, which is the same one. */
  open(inode: NodeInode, flags: number): number
  /** The names in a directory. */
  list(inode: NodeInode): string[] | number
  setMode(inode: NodeInode, mode: number): number
  setOwner(inode: NodeInode, uid: number, gid: number): number
  setTimes(inode: NodeInode, atime: number | string, mtime: number | string): number
}
