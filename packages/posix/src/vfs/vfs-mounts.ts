// Puts the file systems of a VFS program together, as its arguments say (vfs-arguments.ts).
//
// What is wrong is a text: the program says it and ends. A directory that something is mounted on
// is made if it is not there.

import type { Kos } from '@kos/libkos'
import { EINVAL, strerror } from '../errno.ts'
import type { BlockDevice } from '../fat/block-device.ts'
import { FatFileSystem } from '../fat/fat-file-system.ts'
import type { FileSystem } from '../fs/file-system.ts'
import type { FileClock } from '../fs/file-time.ts'
import { MemoryFileSystem } from '../fs/memory-file-system.ts'
import { MountTable } from '../fs/mount-table.ts'
import { Namespace } from '../fs/namespace.ts'
import { O_RDONLY } from '../fs/open-flags.ts'
import { LocalFiles } from '../io/local-files.ts'
import { maxFstabBytes } from '../limits.ts'
import { fromBytes } from '../text/byte-string.ts'
import { type FstabEntry, parseFstab } from './fstab.ts'
import { directoriesOf, imageFile, imageFileSystem } from './image-files.ts'
import { ServiceClock } from './service-clock.ts'
import { ServiceThread } from './service-thread.ts'
import type { VfsArguments } from './vfs-arguments.ts'

/** Opens the disk behind a connection to its driver. What is wrong is a text. */
export type OpenDevice = (kos: Kos, name: string) => Promise<BlockDevice | string>

/** What the mounts of a process are made with. */
export interface MountParts {
  readonly kos: Kos
  readonly clock: FileClock
  readonly openDevice: OpenDevice
}

/** Makes the tree of a VFS process. Answers what is wrong if it can't be made. */
export async function mountedTree(
  parts: MountParts,
  { root, steps, isImageGone }: VfsArguments,
): Promise<MountTable | string> {
  const { clock } = parts
  const first = root === null ? new MemoryFileSystem({ clock }) : await fileSystemOf(parts, root)
  if (typeof first === 'string') return first
  const mounts = new MountTable(first, { readOnly: root !== null && isReadOnly(root) })
  const tree = new Tree(parts, mounts)
  try {
    for (const step of steps) {
      const fault =
        'file' in step ? await tree.addFile(step.file, isImageGone) : await tree.add(step)
      if (fault !== null) return fault
    }
    return mounts
  } finally {
    tree.close()
  }
}

/** The tree while it is made. Operations answer what is wrong, or null. */
class Tree {
  readonly #parts: MountParts
  readonly #files: LocalFiles
  readonly #thread: ServiceThread

  constructor(parts: MountParts, mounts: MountTable) {
    this.#parts = parts
    this.#files = new LocalFiles(new Namespace(mounts))
    this.#thread = new ServiceThread(parts.kos, new ServiceClock(parts.kos))
  }

  close(): void {
    this.#files.close()
  }

  /** Mounts what a file says, in the root or in the image. */
  async addFile(path: string, isInRoot: boolean): Promise<string | null> {
    const bytes = isInRoot ? await this.#read(path) : imageFile(this.#parts.kos.files, path)
    if (bytes === null) return `-f ${path}: there is no declared file of this name`
    if (typeof bytes === 'number') return `-f ${path}: ${strerror(-bytes)}`
    if (bytes.length > maxFstabBytes) return `-f ${path}: it has more than ${maxFstabBytes} bytes`
    const entries = parseFstab(fromBytes(bytes))
    if (typeof entries === 'string') return `-f ${path}: ${entries}`
    for (const entry of entries) {
      const fault = await this.add(entry)
      if (fault !== null) return fault
    }
    return null
  }

  /** Mounts one entry. */
  async add(entry: FstabEntry): Promise<string | null> {
    const { mountPoint, text } = entry
    if (mountPoint === '/') return `${text}: what is at / is said by ROOTFS`
    const made = await fileSystemOf(this.#parts, entry)
    if (typeof made === 'string') return made
    const files = this.#files
    const thread = this.#thread
    for (const directory of directoriesOf(`${mountPoint}/`))
      await files.mkdir(thread, null, directory, 0o755)
    const found = await files.chdir(thread, null, mountPoint)
    if (found < 0) return `${text}: ${strerror(-found)}`
    const { cwd, mounts } = files.namespace
    const mount = mounts.mount(cwd, made, { readOnly: isReadOnly(entry) })
    await files.chdir(thread, null, '/')
    return typeof mount === 'number' ? `${text}: ${strerror(-mount)}` : null
  }

  async #read(path: string): Promise<Uint8Array | number> {
    const thread = this.#thread
    const file = await this.#files.open(thread, null, path, O_RDONLY, 0)
    if (typeof file === 'number') return file
    const bytes = new Uint8Array(maxFstabBytes + 1)
    const count = await file.read(thread, bytes, 0, bytes.length)
    await file.close(thread)
    return count < 0 ? count : bytes.subarray(0, count)
  }
}

async function fileSystemOf(
  { kos, clock, openDevice }: MountParts,
  { type, device, text }: FstabEntry,
): Promise<FileSystem | string> {
  switch (type) {
    case 'ramfs':
    case 'tmpfs':
    case 'devfs':
      return new MemoryFileSystem({ clock })
    case 'romfs':
      return imageFileSystem(kos.files, clock)
    case 'fat32':
    case 'vfat': {
      const opened = await openDevice(kos, device)
      if (typeof opened === 'string') return `${text}: ${opened}`
      const fat = await FatFileSystem.mount(kos, opened, { clock })
      if (typeof fat !== 'number') return fat
      return `${text}: ${fat === -EINVAL ? 'the disk has no FAT32 volume' : strerror(-fat)}`
    }
    default:
      return `${text}: there is no file system ${type}`
  }
}

/** Files of the image never change. */
function isReadOnly({ type, readOnly }: FstabEntry): boolean {
  return readOnly || type === 'romfs'
}
